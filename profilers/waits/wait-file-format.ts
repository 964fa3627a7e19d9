/** Format of the file that a thread of a measured program writes of its waits. */
import type { WaitKind } from '../../harness/model/program/program-wait-record-types.ts';

/** Stored in each file, so that those of another version are recognized. */
export const WAIT_FILE_FORMAT = 'perf-harness/waits-of-thread@4';

/** Names of columns, with the type of their numbers: 32-bit integers or doubles. */
export type ColumnTypes = Readonly<Record<string, 'integer' | 'number'>>;

export type ColumnRow<Types extends ColumnTypes> = Readonly<Record<keyof Types, number>>;

/** Columns as base64 of their bytes in the order of this machine. */
export type EncodedColumns<Types extends ColumnTypes> = Readonly<Record<keyof Types, string>>;

/** Waits; times are milliseconds by the monotonic clock. */
export const SPAN_COLUMNS = {
  site: 'integer',
  /** Number of the operation; −1 for none. */
  operation: 'integer',
  start: 'number',
  end: 'number',
  /** Ports of the connection; 0 if unknown or none. */
  localPort: 'integer',
  remotePort: 'integer',
  /** Rows that a statement returned or changed; −1: unknown; −2: it failed. */
  rows: 'integer',
  /** Hash of a statement with its parameters; 0: unknown. */
  parameters: 'integer',
  /** Number of the database connection in this thread; 0: none, or unknown. */
  connection: 'integer',
} as const satisfies ColumnTypes;

/** Operations that the thread served. */
export const OPERATION_COLUMNS = {
  number: 'integer',
  /** Number of operations that it stands for, as of its beginning. */
  weight: 'integer',
  name: 'integer',
  localPort: 'integer',
  remotePort: 'integer',
  start: 'number',
  end: 'number',
} as const satisfies ColumnTypes;

/** Delay of the event loop, sampled repeatedly. */
export const DELAY_COLUMNS = {
  /** End of each reading period, milliseconds. */
  at: 'number',
  /** Mean delay in the period, milliseconds. */
  mean: 'number',
  /** Number of delays in the period. */
  count: 'integer',
} as const satisfies ColumnTypes;

/** A function as V8 reports it: line and column from 1, where it begins. */
export interface WrittenFunction {
  readonly name: string;
  /** URL or path of its script. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
}

export interface WrittenLabel {
  readonly kind: WaitKind;
  readonly detail: string;
  readonly target: string | null;
}

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
  readonly spans: EncodedColumns<typeof SPAN_COLUMNS>;
  readonly operations: EncodedColumns<typeof OPERATION_COLUMNS>;
  readonly delays: EncodedColumns<typeof DELAY_COLUMNS>;
  /** Connections the process opened, `local port>remote port`, even without a stored request. */
  readonly connections: readonly string[];
  readonly dropped: number;
}
