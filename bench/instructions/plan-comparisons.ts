import { createRandom } from '../../harness/stats/seeded-random.ts';
import { COUNTED_CASES, type CountedCase } from './counted-cases.ts';

/** Purpose of a comparison: its head does the same work as its base, or half a per cent more. */
export type ComparisonPurpose = 'same' | 'slower';

/** A comparison to run. */
export interface PlannedComparison {
  readonly id: string;
  readonly purpose: ComparisonPurpose;
  readonly counted: CountedCase;
  readonly seed: number;
}

/** Comparisons of each purpose over all workloads. */
const FULL = { same: 100, slower: 50 } as const;
const SHORT = { same: 1, slower: 1 } as const;
/** Fixes the order and all seeds. */
const SEED = 20_261_123;

/** Plans all comparisons in a fixed random order, so that any completed part is a fair sample. */
export function planComparisons(isFull: boolean): readonly PlannedComparison[] {
  const amounts = isFull ? FULL : SHORT;
  const random = createRandom(SEED);
  const pieces = (['same', 'slower'] as const).flatMap((purpose) =>
    Array.from({ length: amounts[purpose] }, (_, number) => {
      const counted = COUNTED_CASES[number % COUNTED_CASES.length] ?? COUNTED_CASES[0];
      if (counted === undefined) throw new Error('no case');
      const id = `${purpose}/${counted.workload.name}/${number}`;
      return { id, purpose, counted, seed: random.integer(2 ** 31) };
    }),
  );
  return random.shuffle(pieces);
}
