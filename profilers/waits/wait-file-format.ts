/** Format of the file that a thread of a measured program writes of its waits. */
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';

/** Stored in each file, so that those of another version are recognized. */
export const WAIT_FILE_FORMAT = 'perf-harness/waits-of-thread@4';

/** A function as V8 reports it: line and column from 1, where it begins. */
export interface WrittenFunction {
  readonly name: string;
  /** URL or path of its script. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

/** Subject of a wait; see `WaitSite`. */
export interface WrittenLabel {
  readonly kind: WaitKind;
  readonly detail: string;
  readonly target: string | null;
}

/** Columns as base64 of their bytes in the order of this machine. */
export interface WrittenWaits {
  readonly format: typeof WAIT_FILE_FORMAT;
  readonly pid: number;
  readonly thread: number;
  /** Absolute path of the file that the process was started with; null if there was none. */
  readonly program: string | null;
  readonly functions: readonly WrittenFunction[];
  /** Calls: index of a function, and position of the call in its file, from 1; 0 if unknown. */
  readonly frames: readonly (readonly [of: number, line: number, column: number])[];
  /** Stacks as a tree: the stack that a frame was put on, and the frame; stack 0 is empty. */
  readonly stacks: readonly (readonly [below: number, frame: number])[];
  readonly labels: readonly WrittenLabel[];
  /** Places: index of a label, and of a stack. */
  readonly sites: readonly (readonly [label: number, stack: number])[];
  /** Method and path of operations. */
  readonly names: readonly string[];
  readonly spans: {
    /** Int32 */
    readonly site: string;
    /** Int32: number of the operation, −1 for none */
    readonly operation: string;
    /** Float64, milliseconds by the monotonic clock */
    readonly start: string;
    readonly end: string;
    /** Int32: ports of the connection, 0 if unknown or none */
    readonly localPort: string;
    readonly remotePort: string;
    /** Int32: rows that a statement returned or changed, −1 if unknown, −2 if it failed */
    readonly rows: string;
    /** Int32: hash of a statement with its parameters, 0 if unknown */
    readonly parameters: string;
    /** Int32: number of the database connection in this thread, 0 if unknown or none */
    readonly connection: string;
  };
  readonly operations: {
    /** Int32 */
    readonly number: string;
    /** Int32: number of operations that it represents */
    readonly weight: string;
    readonly name: string;
    readonly localPort: string;
    readonly remotePort: string;
    /** Float64 */
    readonly start: string;
    readonly end: string;
  };
  /** Delay of the event loop, sampled repeatedly. */
  readonly delays: {
    /** Float64: end of each reading period, milliseconds */
    readonly at: string;
    /** Float64: mean delay in the period, milliseconds */
    readonly mean: string;
    /** Int32: number of delays in the period */
    readonly count: string;
  };
  /** Connections the process opened, `local port>remote port`, even without a stored request. */
  readonly connections: readonly string[];
  readonly dropped: number;
}
