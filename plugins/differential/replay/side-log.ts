import type { Outcome } from '../session.ts';
import type { Observed } from './observe.ts';

/** What a side did with a session. */
export interface SideLog {
  readonly calls: readonly CallLog[];
  /** What all that was handed in and out is at the end, each by itself. */
  readonly left: readonly Observed[];
  /** Why nothing can be said of the calls that are not in here; null: all are. */
  readonly stopped: string | null;
}

/** What a side did with one call. */
export interface CallLog {
  readonly type: Outcome['type'];
  readonly result: Observed;
  /** The result with `this` and the arguments, as they are after the call. */
  readonly state: Observed;
  readonly callbacks: readonly CallbackLog[];
  readonly rejections: readonly Observed[];
  /** Whether the result is the captured one. */
  readonly isAsCaptured: boolean;
}

export interface CallbackLog {
  /** Number of the function. */
  readonly of: number;
  readonly given: Observed;
  /** Whether the answer was a promise, so that others may run beside it. */
  readonly isAsync: boolean;
}
