import type { Session } from '../sessions/recorded-call-session.ts';
import type { Snapshot } from '../values/value-snapshot-recorder.ts';
import type { BegunCall, EndedCall, LateCallback, SettledCallback } from './recorded-call-log.ts';
import type { FunctionWrappers } from './recording-function-wrappers.ts';
import type { CallSampler } from './sample-calls-to-record.ts';

/** Log line of a call, without the number of the session. */
type RecordedLine =
  | { readonly name: string; readonly begin: BegunCall }
  | { readonly end: EndedCall }
  | { readonly late: LateCallback }
  | { readonly settled: SettledCallback };

/** Recorder of the calls of one module, from its load to the end of the process. */
export interface ModuleRecorder {
  /** The recorded copy of the project, absolute. */
  readonly root: string;
  readonly sampler: CallSampler;
  readonly wrappers: FunctionWrappers;
  /** Names of the classes and functions that it declares. */
  readonly declaredNames: ReadonlySet<string>;
  readonly nextId: () => number;
  /** Reads the clock that the module sees, which tests may have replaced. */
  readonly now: () => number;
  /** Returns true until the session has ended. */
  readonly isRecording: () => boolean;
  /** Ends the session; later calls are at most counted. */
  readonly close: () => void;
  readonly write: (line: RecordedLine) => void;
  readonly snapshot: (roots: readonly unknown[]) => Snapshot;
  readonly idOf: (object: object) => number;
  /** Unwraps a wrapper; other values are returned unchanged. */
  readonly unwrap: <Value>(value: Value) => Value;
  /** Wraps a caller's value for the module: calls of functions in it are recorded. */
  readonly wrapArgument: (value: unknown) => unknown;
  /** Wraps a value that the module returns for its caller, likewise. */
  readonly wrapReturned: (value: unknown) => unknown;
  readonly markInstance: (instance: unknown, isRecorded: boolean) => void;
  /** Returns true if an instance's calls are recorded; undefined: construction not observed. */
  readonly isInstanceRecorded: (instance: object) => boolean | undefined;
  /** Registers an object as an export, or as a container of exports. */
  readonly nameExport: (object: object, path: readonly string[]) => void;
  /** Returns true if a function is an export. */
  readonly isExported: (original: object) => boolean;
  /** Returns true for the object whose properties are the exports. */
  readonly isExports: (value: unknown) => boolean;
}

/** Module to record, with the globals that it sees. */
export interface ModuleSettings {
  readonly file: Session['module'];
  readonly root: string;
  readonly names: readonly string[];
  readonly globals: Pick<typeof globalThis, 'Date'>;
}
