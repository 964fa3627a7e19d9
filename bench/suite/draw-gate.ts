import { createRandom } from '../../harness/stats/seeded-random.ts';

/** Names in the order of a gate; the first of them do more work. */
export interface DrawnGate {
  readonly names: readonly string[];
  /** By name: how many twentieths more. */
  readonly planted: Readonly<Record<string, number>>;
}

/** @param more - Twentieths more work, of each that does more. */
export function drawGate(
  number: number,
  names: readonly string[],
  more: readonly number[],
): DrawnGate {
  const drawn = createRandom(number).shuffle(names);
  const planted = Object.fromEntries(more.map((twentieths, index) => [drawn[index], twentieths]));
  return { names: drawn, planted };
}
