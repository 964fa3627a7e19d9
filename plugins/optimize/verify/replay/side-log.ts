import type { Outcome } from '../session.ts';
import type { Observed } from './observe.ts';

/** What a side did with a session. */
export interface SideLog {
  /** null: a call that needs what the replay could not give; it was left out. */
  readonly calls: readonly (CallLog | null)[];
  /** What all that was handed in and out is at the end, each by itself. */
  readonly left: readonly Observed[];
  /** Why nothing can be said of the calls that are not in here; null: all are. */
  readonly stopped: string | null;
}

/** What a side did with one call. */
export interface CallLog {
  readonly type: Outcome['type'];
  readonly result: Observed;
  /** `this` and the arguments, as they are after the call. */
  readonly given: Observed;
  /** The result with these: it may be one of them, or lead to it. */
  readonly together: Observed;
  readonly callbacks: readonly CallbackLog[];
  readonly rejections: readonly Observed[];
  /** Whether the result is the captured one. */
  readonly isAsCaptured: boolean;
  /** Where it was asked for. */
  readonly inspected?: Inspected;
}

/** A call as `util.inspect` writes it, for a test. */
export interface Inspected {
  readonly outcome: string;
  readonly given: string;
  readonly seen: string;
  /** Which of the arguments the result is. */
  readonly same: string;
}

export interface CallbackLog {
  /** Number of the function. */
  readonly of: number;
  readonly given: Observed;
  /** Whether the answer was a promise, so that others may run beside it. */
  readonly isAsync: boolean;
  /** Whether the call that it was handed to had given its result, or a promise of it, by then. */
  readonly isLate: boolean;
  /** Its arguments as a test sees them, where that was asked for. */
  readonly inspected?: string;
}
