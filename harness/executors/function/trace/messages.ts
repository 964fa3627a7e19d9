import type { InputTrace } from '../../../model/program/input-trace.ts';
import type { Params } from '../../../model/scenario/scenario.ts';
import type { FailedAnswer, WorkerBody } from '../messages.ts';

/** The only question to a tracing worker. */
export interface TraceQuestion {
  readonly type: 'trace';
  readonly body: WorkerBody;
  readonly params: Params;
  /** File to which the worker writes its reason when it must exit at once. */
  readonly noteFile: string;
}

/** Answer to a `TraceQuestion`. */
export type TraceAnswer = TracedAnswer | FailedAnswer;

interface TracedAnswer {
  readonly type: 'traced';
  readonly trace: InputTrace;
}
