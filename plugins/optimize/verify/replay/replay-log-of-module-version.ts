import type { Outcome } from '../recorded-call-session.ts';
import type { ComparableValues } from './comparable-values.ts';

/** Log of the replay of a session on one version of the module. */
export interface SessionReplayLog {
  /** null for a call that was skipped, since the replay could not provide a value it needs. */
  readonly calls: readonly (CallReplayLog | null)[];
  /** States of objects passed in or returned, each by itself, after all calls. */
  readonly finalStates: readonly ComparableValues[];
  /** Reason why the remaining calls are missing; null if all are included. */
  readonly stopReason: string | null;
}

/** Log of the replay of one call. */
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
  /** Arguments that are identical to the result. */
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
