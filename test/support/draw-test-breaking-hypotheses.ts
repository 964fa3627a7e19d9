import type { Random } from '../../harness/stats/seeded-random.ts';

/** A number of hypotheses, `H1` and on, some of which break the tests by themselves. */
export interface BreakingCase {
  readonly size: number;
  readonly bad: readonly string[];
}

/** Draws a case of 2 to 64 hypotheses with 1 to 5 bad hypotheses, at most half of them. */
export function drawBreakingCase(random: Random): BreakingCase {
  const size = 2 + Math.floor(random.next() * 63);
  const most = Math.min(5, Math.max(1, size >> 1));
  return { size, bad: drawBreakingIds(random, size, 1 + Math.floor(random.next() * most)) };
}

/** Draws `count` different ids at random. */
export function drawBreakingIds(random: Random, size: number, count: number): readonly string[] {
  const bad = new Set<string>();
  while (bad.size < count) bad.add(`H${1 + Math.floor(random.next() * size)}`);
  return [...bad];
}

/** Returns the most test runs that a search may take: 2·k·log2(n) + k². */
export function computeTestRunBound(size: number, bad: number): number {
  return 2 * bad * Math.log2(size) + bad ** 2;
}

/** True if any of the sets that break the tests is present as a whole. */
export function hasBreakingSet(
  ids: readonly string[],
  bad: readonly (readonly string[])[],
): boolean {
  const present = new Set(ids);
  return bad.some((set) => set.every((id) => present.has(id)));
}
