import type { Failure } from '../../model/trial.ts';

/** Functions that a worker runs for the harness, by name; each takes one plain argument. */
export type WorkerFunctions = Readonly<Record<string, (argument: never) => unknown>>;

export interface WorkerCall {
  readonly name: string;
  readonly argument: unknown;
}

/** Result of a call, or failure of user code, which may also occur outside any call. */
export type WorkerAnswer = { readonly result: unknown } | { readonly failure: Failure };

/** Message of perf-harness; any other message is one of user code. */
export interface MarkedMessage<T> {
  readonly perfHarness: T;
  /** Number of the call; null for a failure outside any call. */
  readonly callId: number | null;
}

export function parseMarkedMessage<T>(message: unknown): MarkedMessage<T> | undefined {
  if (typeof message !== 'object' || message === null || !('perfHarness' in message)) return;
  return message as MarkedMessage<T>;
}
