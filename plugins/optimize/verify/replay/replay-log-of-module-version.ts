import type { Outcome } from '../recorded-call-session.ts';
import type { ComparableValues } from './comparable-values.ts';

/** Log of a session on one side. */
export interface SideLog {
  /** null for a call that was left out, since the replay could not provide a value it needs. */
  readonly calls: readonly (SideCallLog | null)[];
  /** Final states of all objects passed in or returned, each by itself. */
  readonly left: readonly ComparableValues[];
  /** Reason why the remaining calls are missing; null if all are included. */
  readonly stopped: string | null;
}

/** Log of one call on one side. */
export interface SideCallLog {
  readonly type: Outcome['type'];
  readonly result: ComparableValues;
  /** `this` and the arguments, as they are after the call. */
  readonly given: ComparableValues;
  /** Result together with `this` and the arguments, since it may be one of them or refer to one. */
  readonly together: ComparableValues;
  readonly callbacks: readonly CallbackLog[];
  /** Methods of arguments that were called although no recording has an answer of them. */
  readonly unanswered: readonly number[];
  readonly rejections: readonly ComparableValues[];
  /** True if the result equals the captured result, or depends on the replayed clock and draws. */
  readonly isAsCaptured: boolean;
  /** Present if requested. */
  readonly inspected?: InspectedCall;
}

/** A call as `util.inspect` writes it, for a test. */
export interface InspectedCall {
  readonly outcome: string;
  readonly given: string;
  readonly seen: string;
  /** Arguments that are identical to the result. */
  readonly same: string;
}

export interface CallbackLog {
  /** Number of the function. */
  readonly of: number;
  readonly given: ComparableValues;
  /** True if the answer was a promise, so that other calls may overlap. */
  readonly isAsync: boolean;
  /** True if the call that it was passed to had already given its result, or a promise of it. */
  readonly isLate: boolean;
  /** Its arguments as a test sees them, if requested. */
  readonly inspected?: string;
}
