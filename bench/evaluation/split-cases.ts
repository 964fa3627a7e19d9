/** The coin that divides the further cases, thrown once for each kind; the seed was written down before. */
import { createRandom } from '../../harness/stats/seeded-random.ts';

const SEED = 2906;

export type CaseHalf = 'development' | 'held-out';

/**
 * Assigns half of the names to development and holds out the others; of an odd number, development
 * gets one more.
 *
 * @param names In the order in which they were found.
 */
export function splitCases(names: readonly string[]): Readonly<Record<string, CaseHalf>> {
  const order = createRandom(SEED).shuffle(names);
  const middle = Math.ceil(order.length / 2);
  return Object.fromEntries(
    order.map((name, index) => [name, index < middle ? 'development' : 'held-out']),
  );
}
