import type { PlainValue } from '../schema/serialisable-user-value.ts';

/** Request of the parent to a load process: one module at a time. */
export interface LoadRequest {
  readonly file: string;
}

/** Exports of a module, as data. */
export interface LoadedModule {
  /** Default export; undefined if there is none. */
  readonly defaultExport?: PlainValue;
  /** Names of its other exports. */
  readonly exportNames: readonly string[];
  /** Names of the tasks if the default export is a tinybench `Bench`. */
  readonly benchTasks?: readonly string[];
  /** Names of the benchmarks if the file is one of mitata or benchmark.js. */
  readonly suiteTasks?: readonly string[];
}

/** Reply of a load process. All other messages on its channel come from the user's code. */
export type LoadReply =
  | { readonly answerTo: string; readonly type: 'loaded'; readonly module: LoadedModule }
  | {
      readonly answerTo: string;
      readonly type: 'threw';
      /** Class of the error, such as `SyntaxError`. */
      readonly name: string;
      readonly message: string;
      readonly stack: string;
      /** Set when it exits so that Node.js prints the error's location, which only it knows. */
      readonly isPrinting: boolean;
    };
