/** `SIGTERM`. The public entry tells of processes, and is read without the types of Node.js too. */
export type SignalName = `SIG${string}`;

/** The processes of one started program: its group, and the token in the environment of all. */
export interface ProcessTree {
  readonly pid: number;
  readonly token: string;
  /** Start of the first process as the kernel tells it: none of the others is older. null: not known. */
  readonly startedTicks: string | null;
}

/** How the platform tells and ends a program with all that it has started. */
export interface Trees {
  /** Whether a program leads a group of its own (`detached` of Node.js). */
  readonly ownGroup: boolean;
  /** Whether `living` tells every process of the tree, and not the first one for all of them. */
  readonly isComplete: boolean;
  /** Process ids of the tree that are still there, this process left out. Those that have ended do not count. */
  readonly living: (tree: ProcessTree) => readonly number[];
  /**
   * Sends a signal to every process of the tree; those that are gone already do not matter.
   * @param living - Those that were there a moment ago, where they are known.
   */
  readonly signal: (tree: ProcessTree, signal: SignalName, living?: readonly number[]) => void;
  /**
   * How a program is asked to end: by SIGTERM, or over a channel that Node.js processes listen at. What does
   * not is ended without being asked.
   */
  readonly politeEnd: 'signal' | 'channel';
  /** What waits for the end of the harness: a shell where there is one, since it takes less memory. */
  readonly guardian: 'shell' | 'node';
}
