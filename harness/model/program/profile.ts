import type { Finding } from '../finding.ts';

/** A tree of calls with what was seen in each innermost, in columns, since a busy server has a million nodes. */

/** Quantity that a profile measures. */
export type ProfileWeight =
  /** Time on a thread's stack as seen by sampling, idle time apart; milliseconds. */
  | 'time'
  /** Time in which something was waited for, all that went on at once added up; milliseconds. */
  | 'waited'
  /** Memory allocated, bytes. */
  | 'allocated'
  /** Memory that was allocated and not collected since, bytes. */
  | 'held'
  /** Machine instructions. */
  | 'instructions'
  /** Samples of a tool that reports no time. */
  | 'samples';

/** Whose code a function is. */
export type CodeOwner =
  /** The measured project itself. */
  | 'project'
  /** A package of node_modules; `package` names it. */
  | 'package'
  /** JavaScript of Node.js itself. */
  | 'node'
  /** Built into the engine or compiled: no source that could be read. */
  | 'native'
  /** Another program that was called: a database, a service, a host; `package` names it. */
  | 'service'
  /** Work of perf-harness itself in the measured process. */
  | 'harness'
  | 'gc'
  /** Nothing was on the stack: the thread waited. */
  | 'idle';

/** A function, or what stands for one: the garbage collector, the idle thread. */
export interface ProfiledFunction {
  /** As the tool names it; `(anonymous)` where it has no name. */
  readonly name: string;
  readonly owner: CodeOwner;
  /** Name of the npm package, or of the service; null: of neither. */
  readonly package: string | null;
  /** Absolute path or URL of the source; null: there is none. */
  readonly file: string | null;
  /** From 1; null: unknown. */
  readonly line: number | null;
  /** From 1; null: unknown. */
  readonly column: number | null;
}

/** Nodes in columns of equal length; a parent stands before its children. */
export interface CallTree {
  /** Index of the node that called it; −1: nobody did. */
  readonly parent: Int32Array;
  /** Index into the functions of the profile. */
  readonly of: Int32Array;
  /** Weight while it was the innermost. */
  readonly self: Float64Array;
}

/** Weight that was seen at a line of a function. */
export interface LineWeight {
  /** Index into the functions of the profile. */
  readonly of: number;
  /** From 1. */
  readonly line: number;
  readonly weight: number;
}

/** Texts that ran, by file, where loaders compile them; null: unknown. */
export type LoadedTexts = ReadonlyMap<string, string | null>;

/** Breakdown of the time, memory or work of one unit: all of its threads and processes together. */
export interface Profile {
  /** Tool that took the profile: `v8-cpu`, `0x`, `pprof` … */
  readonly tool: string;
  readonly weight: ProfileWeight;
  readonly functions: readonly ProfiledFunction[];
  readonly tree: CallTree;
  /** Empty where the tool does not tell lines. */
  readonly lines: readonly LineWeight[];
  /** Threads that it was taken of. */
  readonly threads: number;
  /** Samples that it was made from; null: it was counted, not sampled. */
  readonly samples: number | null;
  /**
   * Findings in the profile's file, such as a scan of a whole table; missing where there are none.
   */
  readonly findings?: readonly Finding[];
  /** Missing: what ran is not known. */
  readonly texts?: LoadedTexts;
}
