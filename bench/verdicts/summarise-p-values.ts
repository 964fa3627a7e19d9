import { DEFAULT_RULES } from '../../harness/gate/decide/default-comparison-rules.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { type BenchRow, type BenchTable, NO_PEER } from '../bench-result.ts';
import type { CaseResult } from './summarise-cases.ts';
import { randomisedSignedRankP, testUniformity } from './test-uniformity.ts';
import { findWorkload } from './workloads.ts';

/** Pairs that every comparison has; further pairs depend on the first interim analysis. */
const PAIRS = Math.min(...DEFAULT_RULES.screen_looks);
/** Below it the p-values would not count as uniform. */
const LEAST_P = 0.01;
const BINS = 10;

/** Returns each same-code comparison's position in the exact distribution of its test. */
export function computePValues(results: readonly CaseResult[]): readonly number[] {
  const random = createRandom(1);
  return results
    .filter(({ compareCase }) => compareCase.change.type === 'none')
    .flatMap(({ entries }) => entries)
    .flatMap(({ screened, workload }) => {
      const first = screened[findWorkload(workload).metric]?.slice(0, PAIRS) ?? [];
      return first.length < PAIRS ? [] : [randomisedSignedRankP(first, random)];
    });
}

export function pValueRows(places: readonly number[]): readonly BenchRow[] {
  if (places.length < BINS) return [];
  const { distance, pValue } = testUniformity(places);
  return [
    {
      name: `p-values of ${places.length} comparisons of identical code: uniform`,
      ours: `distance ${distance.toFixed(3)}, p = ${pValue.toFixed(2)}`,
      ...NO_PEER,
      limit: `Kolmogorov-Smirnov p of at least ${LEAST_P}`,
      holds: pValue >= LEAST_P,
    },
  ];
}

export function pValueTable(places: readonly number[]): readonly BenchTable[] {
  if (places.length < BINS) return [];
  const counts = Array.from(
    { length: BINS },
    (_, bin) =>
      places.filter((place) => Math.min(BINS - 1, Math.floor(place * BINS)) === bin).length,
  );
  return [
    {
      title: 'p-values of identical code',
      note: `One-sided exact signed-rank p-values of the first ${PAIRS} pairs of each comparison of identical code, ties of the discrete test broken by chance; each tenth should hold about ${(places.length / BINS).toFixed(0)}.`,
      head: counts.map(
        (_, bin) => `${(bin / BINS).toFixed(1)} to ${((bin + 1) / BINS).toFixed(1)}`,
      ),
      body: [counts.map(String)],
    },
  ];
}
