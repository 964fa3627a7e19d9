import type { Random } from '../stats/random.ts';

/**
 * Order in which commits are measured: first those far apart, then those between them, each round
 * shuffled. What the machine does meanwhile then lies scattered over the history and looks like no
 * change in it, and whoever stops halfway has the whole of it in outline.
 * @param commits - Oldest first. The newest is measured first.
 */
export function scheduleCommits<T>(commits: readonly T[], random: Random): readonly T[] {
  const rounds = new Map<number, T[]>();
  for (const [at, commit] of commits.toReversed().entries()) {
    const gap = gapOf(at);
    rounds.set(gap, [...(rounds.get(gap) ?? []), commit]);
  }
  return [...rounds.keys()]
    .toSorted((a, b) => b - a)
    .flatMap((gap) => random.shuffle(rounds.get(gap) ?? []));
}

/** The largest power of two that divides a place; the first place is in the first round. */
function gapOf(at: number): number {
  return at === 0 ? Number.POSITIVE_INFINITY : at & -at;
}
