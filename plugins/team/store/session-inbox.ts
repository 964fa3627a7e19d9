import { join } from 'node:path';
import { type Host, storage } from 'perf-harness/plugin';
import { z } from 'zod';
import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import { answerSchema } from '../session/pending-and-made-user-decisions.ts';
import type { SessionPaths } from '../session/session-artifact-paths.ts';
import { DIMENSIONS } from '../session/task-completion.ts';

const order = { order_id: z.string(), at: z.iso.datetime() };

const messageSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('decided'),
    decision_id: z.string(),
    answer: answerSchema,
    by: z.enum(['person', 'yes', 'timeout']),
    at: z.iso.datetime(),
  }),
  z.object({
    ...order,
    type: z.literal('revise'),
    task_id: z.string(),
    feedback: z.string().nullable(),
  }),
  z.object({ ...order, type: z.literal('feedback'), text: z.string() }),
  z.object({ ...order, type: z.literal('recheck') }),
  z.object({ ...order, type: z.literal('improve'), dimension: z.enum(DIMENSIONS).nullable() }),
]);
/** Message of a person to a session. */
export type InboxMessage = z.infer<typeof messageSchema> & TeamEvent;

/** Leaves a word for the coordinator that works on the session. */
export function writeInboxMessage(
  { files }: Host,
  { inbox }: SessionPaths,
  message: InboxMessage,
): void {
  const about = message.type === 'decided' ? message.decision_id : message.order_id;
  const name = `${message.at}-${about}`.replace(/[^\w-]+/gu, '-');
  files.writeAtomic(join(inbox, `${name}.json`), `${JSON.stringify(message)}\n`);
}

/** Message in the inbox, with a function that deletes it once it has been applied. */
export interface ReceivedMessage {
  /** null: it cannot be read. */
  readonly message: InboxMessage | null;
  readonly remove: () => void;
}

/** Reads the inbox in order of writing; an unreadable message is skipped. */
export function readInbox({ files }: Host, { inbox }: SessionPaths): readonly ReceivedMessage[] {
  return files
    .list(inbox)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => {
      const path = join(inbox, name);
      const parsed = messageSchema.safeParse(storage.tryParseJson(files.read(path)));
      return { message: parsed.success ? parsed.data : null, remove: () => files.remove(path) };
    });
}
