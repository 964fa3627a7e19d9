/** Calls of a package's functions from outside of these functions, as a test process records them. */

/** Variable with the folder to which each thread writes its calls. */
export const CALLS_VARIABLE = 'PERF_HARNESS_OUTSIDE_CALLS';
/** Name of the symbol by which instrumented functions find the recorder, in any context. */
export const OUTSIDE_CALLS_SYMBOL = 'perf-harness.outside-calls';
/** Ending of a thread's file. */
export const CALLS_EXTENSION = '.outside-calls';

/** Arguments of one or several equal calls. */
export interface RecordedInput {
  /** JavaScript array literal of the arguments. */
  readonly source: string;
  readonly calls: number;
  /** Calls of it that threw, or whose promise was rejected. */
  readonly failed: number;
  /** True if a call left its arguments changed. */
  readonly isModified: boolean;
  /** Shortest duration of a call, milliseconds, until its promise was settled; null: not over. */
  readonly bestMs: number | null;
}

/** Outside calls of one function. */
export interface OutsideCalls {
  readonly calls: number;
  readonly inputs: readonly RecordedInput[];
  /** Number of calls by the kind of argument that cannot be recorded: `a function`. */
  readonly refused: Readonly<Record<string, number>>;
}

/** Outside calls by the label of the function. */
export type OutsideCallsByLabel = Readonly<Record<string, OutsideCalls>>;

/** Script that a process runs. */
export interface RecordedProgram {
  /** Absolute. */
  readonly file: string;
  readonly arguments: readonly string[];
  readonly cwd: string;
}

/** Content of a thread's file. */
export interface ThreadRecord {
  readonly calls: OutsideCallsByLabel;
  /** Successful GET requests to servers of the thread, by path with query. */
  readonly requests: Readonly<Record<string, number>>;
  /** null: the thread is not the main thread, or runs no script. */
  readonly program: RecordedProgram | null;
}

/** Label that an instrumented function passes to the recorder, and that its text contains. */
export function labelOf(index: number): string {
  return `perf-harness call ${index}`;
}

/** Returns the index of the first label in the text of a function; null: there is none. */
export function findLabel(text: string): number | null {
  const found = /perf-harness call (\d+)/u.exec(text)?.[1];
  return found === undefined ? null : Number(found);
}

/** Name of the function that runs the outside calls of one label, as profiles show it. */
export function frameName(index: number): string {
  return `perfHarnessCall${index}`;
}

/** Returns the index in the name of such a function; null: another function. */
export function findFrameIndex(name: string): number | null {
  const found = /^perfHarnessCall(\d+)$/u.exec(name)?.[1];
  return found === undefined ? null : Number(found);
}
