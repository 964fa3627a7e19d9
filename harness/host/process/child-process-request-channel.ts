import { waitForAbort } from '../wait-for-abort.ts';
import type { Exit, RunningProcess } from './process-runner.ts';

/** Response of a child; its exit, if it ended first; null if the signal aborted first. */
export type ResponseOutcome<R> = R | { readonly type: 'exited'; readonly exit: Exit } | null;

/** Requests to a child, one at a time, so that its next response belongs to the latest request. */
export interface RequestChannel<Q extends object, R> {
  readonly request: (message: Q, signal: AbortSignal) => Promise<ResponseOutcome<R>>;
  /** Waits for the latest response; before any request, for the child's own first message. */
  readonly response: (signal: AbortSignal) => Promise<ResponseOutcome<R>>;
}

/** @param isResponse - False for messages that the child sends while it works on a request. */
export function openRequestChannel<Q extends object, R>(
  child: RunningProcess,
  isResponse: (message: R) => boolean = () => true,
): RequestChannel<Q, R> {
  let pending = Promise.withResolvers<R>();
  child.onMessage((message) => {
    if (isResponse(message as R)) pending.resolve(message as R);
  });
  const exited = child.exited.then((exit) => ({ type: 'exited', exit }) as const);
  const response = (signal: AbortSignal): Promise<ResponseOutcome<R>> =>
    Promise.race([pending.promise, waitForAbort(signal), exited]);
  return {
    request: (message, signal) => {
      pending = Promise.withResolvers<R>();
      child.send(message);
      return response(signal);
    },
    response,
  };
}
