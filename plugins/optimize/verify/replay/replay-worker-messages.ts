import type { Outcome, Session } from '../sessions/recorded-call-session.ts';
import type { ChangedFileSpans } from './changed-function-call-coverage.ts';
import type { ComparableValues } from './comparable-values.ts';

/** Data that the thread of a module version is started with. */
export interface ReplayWorkerData {
  /** Folder of the project in this version, absolute. */
  readonly folder: string;
  /** Folder with staged files, absolute. */
  readonly files: string;
  /** Absolute path of the module in it. */
  readonly file: string;
  /** Modules loaded before it, absolute. */
  readonly loadFirst: readonly string[];
  /** Number shared by both threads: index of the running call; -1 if there is none. */
  readonly progress: Int32Array;
  /** Time limit of one promise. */
  readonly limitMs: number;
  /** Changed files; empty: whether calls reach them is not checked. */
  readonly watched: readonly ChangedFileSpans[];
}

/** A call of a session, and the offsets of changed spans in the functions that it calls. */
export interface ReachingCall {
  readonly index: number;
  readonly spans: readonly number[];
}

export interface ReplayRequest {
  readonly session: Session;
  /** Set to report each call in the form that a test needs, too. */
  readonly inspects: boolean;
  /**
   * Indexes of calls for which it is reported which changed spans they reach; null: no further call
   * will be asked about.
   */
  readonly sampled: readonly number[] | null;
}

/** `globals`: names of global functions that the module replaced. */
export type ReplayReply =
  | { readonly type: 'ready'; readonly exportNames: readonly string[] }
  | {
      readonly type: 'log';
      readonly log: SessionReplayLog;
      readonly globals: readonly string[];
      /** Offsets of changed spans in functions not called in this thread; null: unknown. */
      readonly unreached: readonly number[] | null;
      /** Sampled calls with the offsets of the changed spans that they reach; null: unknown. */
      readonly reaching: readonly ReachingCall[] | null;
    }
  /** The module could not be loaded, or the replay itself failed. */
  | { readonly type: 'failed'; readonly reason: string; readonly globals: readonly string[] };

export interface SessionReplayLog {
  /** null for a call that was skipped, since the replay could not provide a value it needs. */
  readonly calls: readonly (CallReplayLog | null)[];
  /** States of objects passed in or returned, each by itself, after all calls. */
  readonly finalStates: readonly ComparableValues[];
  /** Reason why the remaining calls are missing; null if all are included. */
  readonly stopReason: string | null;
}

export interface CallReplayLog {
  readonly type: Outcome['type'];
  readonly result: ComparableValues;
  /** `this` and the arguments, as they are after the call. */
  readonly receiverAndArguments: ComparableValues;
  /** Result together with `this` and the arguments, since it may be one of them or refer to one. */
  readonly resultAndArguments: ComparableValues;
  readonly callbacks: readonly CallbackLog[];
  /** Ids of methods of arguments that were called although no recording has their answer. */
  readonly unanswered: readonly number[];
  readonly rejections: readonly ComparableValues[];
  /** True if the result equals the captured result, or depends on the replayed clock and draws. */
  readonly matchesRecording: boolean;
  /** Present if requested. */
  readonly inspected?: InspectedCall;
}

/** A call as `util.inspect` writes it, for a test. */
export interface InspectedCall {
  readonly outcome: string;
  readonly argumentsAfter: string;
  readonly callbackArguments: string;
  readonly identicalArguments: string;
}

export interface CallbackLog {
  readonly functionId: number;
  readonly given: ComparableValues;
  /** True if the answer was a promise, so that other calls may overlap. */
  readonly isAsync: boolean;
  /** True if the call that it was passed to had already given its result, or a promise of it. */
  readonly isLate: boolean;
  /** Its arguments as a test sees them, if requested. */
  readonly inspected?: string;
}
