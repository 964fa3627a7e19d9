import type { Random } from '../stats/seeded-random.ts';

/**
 * Returns the order in which commits are measured: widely spaced commits first, then those between
 * them, each round shuffled. Changes of the machine are thus scattered over the history and do not
 * look like a change, and stopping halfway still covers the whole history.
 * @param commits - Oldest first. The newest is measured first.
 */
export function scheduleCommitMeasurements<T>(commits: readonly T[], random: Random): readonly T[] {
  const rounds = new Map<number, T[]>();
  for (const [at, commit] of commits.toReversed().entries()) {
    const gap = gapOf(at);
    rounds.set(gap, [...(rounds.get(gap) ?? []), commit]);
  }
  return [...rounds.keys()]
    .toSorted((a, b) => b - a)
    .flatMap((gap) => random.shuffle(rounds.get(gap) ?? []));
}

/** Returns the largest power of two that divides a position; infinite for the first one. */
function gapOf(at: number): number {
  return at === 0 ? Number.POSITIVE_INFINITY : at & -at;
}
