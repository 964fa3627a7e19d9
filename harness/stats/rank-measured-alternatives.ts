import type { RunRecord } from '../model/documents/run-record.ts';
import type { Ranking } from '../model/documents/run-report-and-comparison-document.ts';
import { primaryMetric } from '../model/scenario/scenario.ts';
import { median } from './descriptive-statistics.ts';
import { fewestDifferences, signedRankInterval } from './signed-rank-test.ts';

/** Probability that all intervals of one ranking hold simultaneously. */
const CONFIDENCE = 0.95;

type Place = Ranking['places'][number];

/** Alternative of a group, with its primary metric by round number. */
interface Alternative {
  readonly scenario: string;
  readonly rounds: ReadonlyMap<number, number>;
}

/**
 * Ranks the alternatives of each group, best first, by the ratios of units measured in the same
 * round: the logarithm of the ratio to the best alternative in each round, and the Hodges-Lehmann
 * estimate of these with its signed-rank interval. The best alternative is chosen from the same
 * data, so all k(k−1)/2 pairs share the error rate (Bonferroni): the intervals hold simultaneously
 * at 95 %, and `distinct` means that an interval excludes 1. Alternatives without a round in common
 * with the best one cannot be ranked and are left out.
 */
export function rankAlternatives(runs: readonly RunRecord[]): readonly Ranking[] {
  return groupComparableRuns(runs).flatMap(({ group, members }) => {
    const [first] = members;
    if (first === undefined) return [];
    const metric = primaryMetric(first);
    const alternatives = members.map((run) => alternativeOf(run, metric));
    const places = rank(alternatives.filter(({ rounds }) => rounds.size > 0));
    return places.length < 2 ? [] : [{ group, metric, confidence: CONFIDENCE, places }];
  });
}

interface RankedGroup {
  readonly group: string;
  readonly members: readonly RunRecord[];
}

/** Partitions runs by group and primary metric, and by parameters unless these are what differs. */
function groupComparableRuns(runs: readonly RunRecord[]): readonly RankedGroup[] {
  const grouped = runs.filter((run) => run.group !== null);
  const groups = Map.groupBy(grouped, (run) => JSON.stringify([run.group, primaryMetric(run)]));
  return [...groups.values()].flatMap((members) => {
    const group = members[0]?.group ?? '';
    const byParams = [...Map.groupBy(members, paramsOf).entries()];
    const isParamsThatDiffer = byParams.every(([, equal]) => equal.length === 1);
    if (byParams.length === 1 || isParamsThatDiffer) return [{ group, members }];
    return byParams.map(([params, equal]) => ({ group: `${group} ${params}`, members: equal }));
  });
}

function paramsOf({ params }: RunRecord): string {
  const sorted = Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, value]) => `${name}=${value}`).join(', ')}}`;
}

function alternativeOf(run: RunRecord, metric: string): Alternative {
  const rounds = new Map<number, number>();
  for (const trial of run.trials) {
    if (trial.state !== 'completed' || trial.warmup) continue;
    const value = trial.measurements[metric];
    // A ratio needs numbers above 0.
    if (value !== undefined && value > 0) rounds.set(trial.pair, value);
  }
  return { scenario: run.scenario, rounds };
}

function rank(alternatives: readonly Alternative[]): readonly Place[] {
  const pairCount = (alternatives.length * (alternatives.length - 1)) / 2;
  const confidence = 1 - (1 - CONFIDENCE) / Math.max(1, pairCount);
  const byCenter = [...alternatives].sort((a, b) => center(a) - center(b));
  let [best] = byCenter;
  // Centers over all rounds and ratios over common rounds may disagree about the best alternative;
  // the ratios decide. Each step moves to a strictly better one, and never back.
  const leaders = new Set<Alternative>();
  while (best !== undefined) {
    const leader: Alternative = best;
    const places = alternatives.flatMap((alternative) => placeOf(alternative, leader, confidence));
    const ahead = places.filter(({ ratio }) => ratio < 1).sort((a, b) => a.ratio - b.ratio)[0];
    leaders.add(leader);
    const next = alternatives.find((alternative) => alternative.scenario === ahead?.scenario);
    if (next === undefined || leaders.has(next)) {
      return places.sort((a, b) => a.ratio - b.ratio || Number(b.scenario === leader.scenario));
    }
    best = next;
  }
  return [];
}

function placeOf(
  alternative: Alternative,
  best: Alternative,
  confidence: number,
): readonly Place[] {
  const { scenario } = alternative;
  if (alternative === best) {
    const pairs = best.rounds.size;
    return [{ scenario, ratio: 1, low: 1, high: 1, distinct: false, pairs, needed_pairs: null }];
  }
  const differences = [...alternative.rounds].flatMap(([round, value]) => {
    const other = best.rounds.get(round);
    return other === undefined ? [] : [Math.log(value / other)];
  });
  if (differences.length === 0) return [];
  const { estimate, low, high, reached } = signedRankInterval(differences, confidence);
  return [
    {
      scenario,
      ratio: Math.exp(estimate),
      low: Math.exp(low),
      high: Math.exp(high),
      distinct: reached && (low > 0 || high < 0),
      pairs: differences.length,
      needed_pairs: reached ? null : fewestDifferences(confidence),
    },
  ];
}

function center({ rounds }: Alternative): number {
  return median([...rounds.values()]);
}
