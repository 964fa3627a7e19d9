import type { InputTrace } from '../../../model/program/external-input-trace.ts';
import type { Params } from '../../../model/scenario/scenario.ts';
import type { FailureResponse, FunctionLocation } from '../function-worker-messages.ts';

/** The only question to a tracing worker. */
export interface TraceRequest {
  readonly type: 'trace';
  readonly body: FunctionLocation;
  readonly params: Params;
  /** File to which the worker writes its reason when it must exit at once. */
  readonly noteFile: string;
}

/** Answer to a `TraceQuestion`. */
export type TraceResponse = TracedAnswer | FailureResponse;

interface TracedAnswer {
  readonly type: 'traced';
  readonly trace: InputTrace;
}
