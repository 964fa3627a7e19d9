/** Result of merging a cycle's branch. */
export type Merge =
  | { readonly state: 'merged'; readonly head: string }
  /** Taken back; nothing of it is left. */
  | { readonly state: 'conflict'; readonly files: readonly string[] };

/**
 * A worktree that belongs to one run: cycles are profiled there, and their branches merged (ruling
 * C10). The user's own tree is only read.
 */
export interface RunWorktree {
  /** Root of the project in it, absolute. */
  readonly root: string;
  readonly merge: (branch: string) => Promise<Merge>;
  readonly close: () => Promise<void>;
}
