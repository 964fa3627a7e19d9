/**
 * Name of the environment variable that marks every process of a tree. Its value is a path of
 * tokens, outermost first, so that a tree inside a tree is found by either token. Unlike process
 * groups and parent links it survives `setsid`, double forks and the death of the parent.
 */
export const TREE_VARIABLE = 'PERF_HARNESS_TREE';

/** Appends this tree to the environment's marker. */
export function markProcessTree(outer: string | undefined, token: string): string {
  return outer === undefined || outer === '' ? token : `${outer}:${token}`;
}
