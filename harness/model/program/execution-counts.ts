/** Execution counts of source positions while a scenario was measured. */

export interface LineExecutions {
  /** Count at the start of the line. */
  readonly entered: number;
  /** Executions of the most executed part of the line: for a loop on one line, its body. */
  readonly most: number;
}

export interface FunctionExecutions {
  readonly name: string;
  /** First and last line, from 1, both inclusive. */
  readonly fromLine: number;
  readonly toLine: number;
  readonly calls: number;
}

export interface FileExecutions {
  /** Absolute. */
  readonly file: string;
  /** By line, from 1; a missing line has no executable code, or was not covered. */
  readonly lines: ReadonlyMap<number, LineExecutions>;
  readonly functions: readonly FunctionExecutions[];
}
