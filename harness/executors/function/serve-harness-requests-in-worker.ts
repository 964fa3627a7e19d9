import { describeThrow } from './convert-thrown-value-to-failure.ts';
import {
  type FailureResponse,
  type MarkedMessage,
  parseMarkedMessage,
} from './function-worker-messages.ts';

// Taken before any user code could replace them.
const send = process.send?.bind(process);
const exit = process.exit.bind(process);

/**
 * Answers requests one at a time until the last, or until the harness has gone; anything that user
 * code throws in the meantime is reported as an answer too.
 */
export function answerHarnessRequests<Q extends { readonly type: string }, A>(
  answer: (request: Q) => Promise<A | FailureResponse>,
  isLast: (request: Q) => boolean,
): void {
  const reply = (
    perfHarness: A | FailureResponse,
    requestId: number | null,
    whenSent?: () => void,
  ) => {
    const message: MarkedMessage<A | FailureResponse> = { perfHarness, requestId };
    send?.(message, undefined, undefined, () => whenSent?.());
  };
  const replyFailure = (error: unknown, requestId: number | null): void =>
    reply({ type: 'failed', failure: describeThrow(error) }, requestId);
  process.on('message', (message) => {
    const marked = parseMarkedMessage<Q>(message);
    if (marked === undefined) return;
    const { perfHarness: request, requestId } = marked;
    // Exits after the last answer, regardless of resources that user code left open.
    const whenSent = isLast(request) ? () => exit(0) : undefined;
    answer(request).then(
      (answered) => reply(answered, requestId, whenSent),
      (error: unknown) => replyFailure(error, requestId),
    );
  });
  // The harness has gone, so no answer is needed any more.
  process.on('disconnect', () => exit(0));
  process.on('uncaughtException', (error: unknown) => replyFailure(error, null));
}
