import type { Answer, Decision } from './pending-and-made-user-decisions.ts';
import type { Completion, Dimension } from './task-completion.ts';

/** Events that wake a coordinator. Each is harmless when it comes twice or too late. */
export type TeamEvent = { readonly at: string } & (
  | { readonly type: 'start' }
  /** The session is resumed; no earlier worker is left. */
  | { readonly type: 'resume' }
  /** A worker reports. `attempt`: of the claim that it worked under. */
  | { readonly type: 'reported'; readonly attempt: number; readonly completion: Completion }
  /** A worker ended without a report, or was ended since it took too long. */
  | {
      readonly type: 'lost';
      readonly task_id: string;
      readonly attempt: number;
      readonly reason: string;
    }
  /** A worker has started the only successor of its finished task. */
  | { readonly type: 'fast_advance'; readonly from: string; readonly to: string }
  | {
      readonly type: 'decided';
      readonly decision_id: string;
      readonly answer: Answer;
      readonly by: Exclude<Decision['by'], 'coordinator'>;
    }
  | (UserRequest & { readonly order_id: string })
);

/** Orders a person may give at any time. An id tells a second order from a repeat of the first. */
export type UserRequest =
  | { readonly type: 'revise'; readonly task_id: string; readonly feedback: string | null }
  | { readonly type: 'feedback'; readonly text: string }
  | { readonly type: 'recheck' }
  /** `dimension` null: the weakest. */
  | { readonly type: 'improve'; readonly dimension: Dimension | null };
