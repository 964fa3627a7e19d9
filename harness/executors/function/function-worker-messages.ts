import type { Params } from '../../model/scenario/scenario.ts';
import type { Block, Failure } from '../../model/trial.ts';

/** Location of the function that a worker calls. */
export type FunctionLocation =
  | { readonly type: 'scenario'; readonly file: string; readonly name: string }
  | { readonly type: 'tinybench' | 'suite'; readonly file: string; readonly task: string };

/** Requests from the executor to its worker, each about one of the functions it has loaded. */
export type FunctionRequest = { readonly subject: number } & (
  | {
      readonly type: 'open';
      readonly body: FunctionLocation;
      readonly params: Params;
      /** True if the worker loads only this function, ends with it; same for all its functions. */
      readonly isAlone: boolean;
      /** True to record changes to state that all functions of the process share. */
      readonly isWatched: boolean;
    }
  /** Warms a function up, for at most `warmupMs`. */
  | { readonly type: 'warm'; readonly warmupMs: number }
  | {
      readonly type: 'measure';
      readonly measureMs: number;
      /** True for one of many short blocks that alternate with the other side of a pair. */
      readonly isAlternating: boolean;
    }
  /** Reads the allocation per call, once after all blocks; takes about `allocationMs`. */
  | { readonly type: 'read'; readonly allocationMs: number }
  | { readonly type: 'finish' }
);

/** Time of one operation in whole picoseconds, and the number of its occurrences. */
export type DurationCount = readonly [picoseconds: number, count: number];

/** Responses of the worker. */
export type FunctionResponse =
  | { readonly type: 'opened' }
  | { readonly type: 'warmed' }
  | { readonly type: 'measured'; readonly block: Block }
  | {
      readonly type: 'read';
      readonly allocated: number;
      /** Notes on the whole unit. */
      readonly notes: NonNullable<Block['notes']>;
      /** Times of operations; the executor makes a histogram of them. */
      readonly times: readonly DurationCount[];
    }
  | { readonly type: 'finished' }
  | FailureResponse;

/** Response after user code threw. */
export interface FailureResponse {
  readonly type: 'failed';
  readonly failure: Failure;
}

/** Message of perf-harness; any other message is one of user code. */
export interface MarkedMessage<T> {
  readonly perfHarness: T;
  /** Number of the request; null for a failure outside any request. */
  readonly requestId: number | null;
}

/** Returns the message if it is one of perf-harness, otherwise undefined. */
export function parseMarkedMessage<T>(message: unknown): MarkedMessage<T> | undefined {
  if (typeof message !== 'object' || message === null || !('perfHarness' in message)) return;
  return message as MarkedMessage<T>;
}
