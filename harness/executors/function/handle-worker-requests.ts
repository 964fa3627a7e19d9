import { describeThrow } from './describe-throw.ts';
import {
  type FailureResponse,
  type MarkedMessage,
  parseMarkedMessage,
} from './function-messages.ts';

// Taken before any user code could replace them.
const send = process.send?.bind(process);
const exit = process.exit.bind(process);

/**
 * Answers questions one at a time until the last or the harness has
 * gone; what user code throws meanwhile is an answer too.
 */
export function handleWorkerRequests<Q extends { readonly type: string }, A>(
  answer: (question: Q) => Promise<A | FailureResponse>,
  isLast: (question: Q) => boolean,
): void {
  const reply = (
    perfHarness: A | FailureResponse,
    question: number | null,
    whenSent?: () => void,
  ) => {
    const message: MarkedMessage<A | FailureResponse> = { perfHarness, question };
    send?.(message, undefined, undefined, () => whenSent?.());
  };
  const replyFailure = (error: unknown, question: number | null): void =>
    reply({ type: 'failed', failure: describeThrow(error) }, question);
  process.on('message', (message) => {
    const marked = parseMarkedMessage<Q>(message);
    if (marked === undefined) return;
    const { perfHarness: asked, question } = marked;
    // After the last answer there is nothing to stay for, whatever the user's code left open.
    const whenSent = isLast(asked) ? () => exit(0) : undefined;
    answer(asked).then(
      (answered) => reply(answered, question, whenSent),
      (error: unknown) => replyFailure(error, question),
    );
  });
  // The harness has gone: nobody waits for an answer any more.
  process.on('disconnect', () => exit(0));
  process.on('uncaughtException', (error: unknown) => replyFailure(error, null));
}
