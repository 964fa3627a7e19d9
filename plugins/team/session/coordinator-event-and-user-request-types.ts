import { z } from 'zod';
import { answerSchema } from './pending-and-made-user-decisions.ts';
import { type Completion, DIMENSIONS } from './task-completion.ts';

const requestSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('revise'), task_id: z.string(), feedback: z.string().nullable() }),
  z.object({ type: z.literal('feedback'), text: z.string() }),
  z.object({ type: z.literal('recheck') }),
  z.object({
    type: z.literal('improve'),
    /** null: the weakest. */
    dimension: z.enum(DIMENSIONS).nullable(),
  }),
]);
export type UserRequest = z.infer<typeof requestSchema>;

const at = z.iso.datetime();

/** Message of a person to a session. `order_id` tells a second order from a repeat of the first. */
export const inboxMessageSchema = z.union([
  z.object({
    type: z.literal('decided'),
    decision_id: z.string(),
    answer: answerSchema,
    by: z.enum(['person', 'yes', 'timeout']),
    at,
  }),
  requestSchema.and(z.object({ order_id: z.string(), at })),
]);
export type InboxMessage = z.infer<typeof inboxMessageSchema>;

/** Events that wake a coordinator. Each is harmless when it comes twice or too late. */
export type TeamEvent =
  | InboxMessage
  | ({ readonly at: string } & (
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
    ));
