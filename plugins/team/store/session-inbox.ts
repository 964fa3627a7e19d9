import { join } from 'node:path';
import { type Host, storage } from 'perf-harness/plugin';
import { z } from 'zod';
import { DIMENSIONS } from '../session/benchmark-and-review-verdicts.ts';
import type { TeamEvent } from '../session/coordinator-event-and-user-request-types.ts';
import { answerSchema } from '../session/pending-and-made-user-decisions.ts';
import type { SessionPaths } from './session-paths.ts';

const order = { order_id: z.string(), at: z.iso.datetime() };

const letterSchema = z.discriminatedUnion('type', [
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
export type InboxMessage = z.infer<typeof letterSchema> & TeamEvent;

/** Leaves a word for the coordinator that works on the session. */
export function writeInboxMessage(
  { files }: Host,
  { inbox }: SessionPaths,
  letter: InboxMessage,
): void {
  const about = letter.type === 'decided' ? letter.decision_id : letter.order_id;
  const name = `${letter.at}-${about}`.replace(/[^\w-]+/gu, '-');
  files.writeAtomic(join(inbox, `${name}.json`), `${JSON.stringify(letter)}\n`);
}

/** Message in the inbox, with a function that deletes it once it has been applied. */
export interface ReceivedMessage {
  /** null: it cannot be read. */
  readonly letter: InboxMessage | null;
  readonly remove: () => void;
}

/** Reads the inbox in order of writing; an unreadable message is skipped. */
export function readInbox({ files }: Host, { inbox }: SessionPaths): readonly ReceivedMessage[] {
  return files
    .list(inbox)
    .filter((name) => name.endsWith('.json') && !name.startsWith('.'))
    .map((name) => {
      const path = join(inbox, name);
      const read = letterSchema.safeParse(storage.tryParseJson(files.read(path)));
      return { letter: read.success ? read.data : null, remove: () => files.remove(path) };
    });
}
