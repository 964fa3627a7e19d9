/** Result of merging a cycle's branch. */
export type Merge =
  | { readonly state: 'merged'; readonly head: string }
  /** The merge was aborted; nothing of it is left. */
  | { readonly state: 'conflict'; readonly files: readonly string[] };

/**
 * Worktree of one run, in which cycles are profiled and their branches merged (ruling C10). The
 * user's own working tree is only read.
 */
export interface RunWorktree {
  /** Absolute root of the project in the worktree. */
  readonly root: string;
  readonly merge: (branch: string) => Promise<Merge>;
  readonly close: () => Promise<void>;
}
