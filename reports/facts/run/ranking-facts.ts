import type { Ranking } from '../../../harness/model/documents/document.ts';
import { formatFactor } from '../../scale.ts';
import { printable } from '../../text/printable.ts';

/** One alternative of a group as every report shows it. */
export interface PlaceFact {
  readonly scenario: string;
  /** `1`, or `1.80 (1.71 … 1.92)` times the first; no interval where rounds were too few for it. */
  readonly ratio: string;
  readonly place: Ranking['places'][number];
}

export interface RankingFact {
  readonly group: string;
  readonly metric: string;
  readonly places: readonly PlaceFact[];
  /** What can be said of the first against each other one, a sentence each. */
  readonly sentences: readonly string[];
  readonly ranking: Ranking;
}

export function rankingFact(ranking: Ranking): RankingFact {
  const places = ranking.places.map((place, index) => ({
    scenario: printable(place.scenario),
    ratio: index === 0 ? '1' : ratioText(place),
    place,
  }));
  const [first, ...others] = places;
  return {
    group: printable(ranking.group),
    metric: ranking.metric,
    places,
    sentences: first === undefined ? [] : others.map((other) => sentence(first.scenario, other)),
    ranking,
  };
}

/** With too few rounds for its confidence the whole range is no interval, and is not shown as one. */
function ratioText(place: Ranking['places'][number]): string {
  const ratio = formatFactor(place.ratio);
  return place.needed_pairs === null ? `${ratio} (${ends(place)})` : ratio;
}

function ends({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${formatFactor(low)} … ${formatFactor(high)}`;
}

function sentence(first: string, { scenario, place }: PlaceFact): string {
  const { ratio, low, high, distinct, pairs, needed_pairs: needed } = place;
  if (distinct) return `\`${first}\` is ${times(ratio, low, high)} faster than \`${scenario}\``;
  const start = `\`${first}\` and \`${scenario}\` cannot be told apart`;
  return needed === null
    ? `${start}: the ratio lies between ${ends(place).replace(' … ', ' and ')}`
    : `${start} with ${pairs} rounds; it takes at least ${needed}`;
}

/** Sides that differ by less than this share of the width are written as one ±. */
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
