/** Execution counts of source positions while a scenario was measured. */

/** One line. */
export interface LineExecutions {
  /** Count at the start of the line. */
  readonly entered: number;
  /** The part of the line that was passed most often: the body of a loop that stands on it whole. */
  readonly most: number;
}

/** A function of a file. */
export interface FunctionExecutions {
  readonly name: string;
  /** Lines from 1, both of them its own. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly calls: number;
}

/** A file that was loaded. */
export interface FileExecutions {
  /** Absolute. */
  readonly file: string;
  /** By line, from 1; one that is not there holds nothing that runs, or was never looked at. */
  readonly lines: ReadonlyMap<number, LineExecutions>;
  readonly functions: readonly FunctionExecutions[];
}
