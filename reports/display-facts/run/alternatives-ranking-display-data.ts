import type { Ranking } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { formatFactor } from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';

export type RankingFact = ReturnType<typeof rankingFact>;

type Place = Ranking['places'][number];

export function rankingFact({ group, metric, places: all }: Ranking) {
  const places = all.map((place, index) => ({
    scenario: printable(place.scenario),
    /** Ratio to the first: `1`, or `1.80 (1.71 … 1.92)`; without interval if too few rounds. */
    ratio: index === 0 ? '1' : ratioText(place),
    place,
  }));
  const [first, ...others] = places;
  return {
    group: printable(group),
    metric,
    places,
    /** Comparison of the first with each other scenario, a sentence each. */
    sentences:
      first === undefined
        ? []
        : others.map(({ scenario, place }) => sentence(first.scenario, scenario, place)),
  };
}

/** Formats a ratio; with too few rounds for the confidence, the range is left out. */
function ratioText(place: Place): string {
  const ratio = formatFactor(place.ratio);
  return place.needed_pairs === null ? `${ratio} (${ends(place)})` : ratio;
}

function ends({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${formatFactor(low)} … ${formatFactor(high)}`;
}

function sentence(first: string, scenario: string, place: Place): string {
  const { ratio, low, high, distinct, pairs, needed_pairs: needed } = place;
  if (distinct) return `\`${first}\` is ${times(ratio, low, high)} faster than \`${scenario}\``;
  const start = `\`${first}\` and \`${scenario}\` cannot be told apart`;
  return needed === null
    ? `${start}: the ratio lies between ${ends(place).replace(' … ', ' and ')}`
    : `${start} with ${pairs} rounds; at least ${needed} are needed`;
}

/** Asymmetry, as a share of the width, below which an interval is written as a single ±. */
const SYMMETRIC = 0.15;

function times(ratio: number, low: number, high: number): string {
  const below = ratio - low;
  const above = high - ratio;
  const isSymmetric = Math.abs(above - below) <= SYMMETRIC * (high - low);
  if (!isSymmetric) return `${formatFactor(ratio)} times (${ends({ low, high })})`;
  const decimals = formatFactor(ratio).split('.')[1]?.length ?? 0;
  const half = Math.max(above, below);
  const shown = half < 0.5 * 10 ** -decimals ? `< ${10 ** -decimals}` : half.toFixed(decimals);
  return `${formatFactor(ratio)} ± ${shown} times`;
}
