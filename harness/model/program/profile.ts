import type { Finding } from '../finding.ts';

/** Call tree with weights of innermost calls, in columns: a busy server has a million nodes. */

/** Quantity that a profile measures. */
export type ProfileWeight =
  /** Sampled time on a thread's stack, excluding idle time; milliseconds. */
  | 'time'
  /** Time spent waiting, concurrent waits added up; milliseconds. */
  | 'waited'
  /** Memory allocated, bytes. */
  | 'allocated'
  /** Memory that was allocated and not collected since, bytes. */
  | 'held'
  /** Machine instructions. */
  | 'instructions'
  /** Samples of a tool that reports no time. */
  | 'samples';

export type CodeOwner =
  /** Project under measurement. */
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
  /** Empty stack: the thread waited. */
  | 'idle';

/** Function or pseudo-function: the garbage collector, the idle thread. */
export interface ProfiledFunction {
  /** Name reported by the tool; `(anonymous)` if it has none. */
  readonly name: string;
  readonly owner: CodeOwner;
  /** Name of the npm package, or of the service; null: of neither. */
  readonly package: string | null;
  /** Absolute path or URL of the source; null if there is none. */
  readonly file: string | null;
  /** From 1; null: unknown. */
  readonly line: number | null;
  /** From 1; null: unknown. */
  readonly column: number | null;
}

/** Nodes in columns of equal length; parents precede their children. */
export interface CallTree {
  /** Index of the calling node; −1 for a root. */
  readonly parent: Int32Array;
  /** Index into the functions of the profile. */
  readonly of: Int32Array;
  /** Weight while it was the innermost. */
  readonly self: Float64Array;
}

export interface LineWeight {
  /** Index into the functions of the profile. */
  readonly of: number;
  /** From 1. */
  readonly line: number;
  readonly weight: number;
}

/** Executed source text by file, where loaders compile it; null if unknown. */
export type LoadedTexts = ReadonlyMap<string, string | null>;

/** Breakdown of the time, memory or work of one unit: all of its threads and processes together. */
export interface Profile {
  /** Tool that took the profile: `v8-cpu`, `0x`, `pprof` … */
  readonly tool: string;
  readonly weight: ProfileWeight;
  readonly functions: readonly ProfiledFunction[];
  readonly tree: CallTree;
  /** Empty if the tool does not report lines. */
  readonly lines: readonly LineWeight[];
  /** Threads that it was taken of. */
  readonly threads: number;
  /** Samples that it was made from; null: it was counted, not sampled. */
  readonly samples: number | null;
  /** Findings in the profile's file, such as a scan of a whole table; missing if none. */
  readonly findings?: readonly Finding[];
  /** Absent if the executed source is unknown. */
  readonly texts?: LoadedTexts;
}
