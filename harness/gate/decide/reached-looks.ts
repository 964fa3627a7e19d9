import type { ComparisonRules } from '../../model/documents/comparison-rules.ts';

/** The looks that the pairs of a stage reach. */
export interface ReachedLooks {
  /** Pairs of each, ascending. */
  readonly reached: readonly number[];
  /** The first that they do not reach; undefined: there is none. */
  readonly next: number | undefined;
}

/**
 * Once measuring is over, pairs beyond the last look are looked at in place of the next one, at its level:
 * there are no more looks than the error is shared by. That holds as long as what ended the measuring
 * had nothing to do with which side was slower, as a limit of time has not.
 */
export function reachedLooks(
  looks: readonly number[],
  pairs: number,
  isOver: boolean,
  { last_look: hasLast = false }: Pick<ComparisonRules, 'last_look'>,
): ReachedLooks {
  const reached = looks.filter((look) => look <= pairs);
  const last = reached.at(-1);
  const next = looks[reached.length];
  const isBeyond = last !== undefined && next !== undefined && pairs > last;
  return { reached: isOver && hasLast && isBeyond ? [...reached, pairs] : reached, next };
}
