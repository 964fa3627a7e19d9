/** Counts events in a measured program and in all of its descendants that run on Node.js. */
export interface EventCounter {
  /** Variables added to the environment of the program, including `NODE_OPTIONS`. */
  readonly env: Readonly<Record<string, string>> & { readonly NODE_OPTIONS: string };
  /** Returns the count so far; two readings give the count between. null: nothing counts yet. */
  readonly read: () => number | null;
  /** Returns the reason to report where `read` stayed null to the end. */
  readonly missing: () => string;
}

export const NO_NODE_PROCESS =
  'no Node.js process was involved, and only Node.js processes are counted';
