import type { InputTrace } from '../../../model/program/input-trace.ts';
import type { Params } from '../../../model/scenario/scenario.ts';
import type { FailedAnswer, WorkerBody } from '../messages.ts';

/** What is asked of a worker that traces, once. */
export interface TraceQuestion {
  readonly type: 'trace';
  readonly body: WorkerBody;
  readonly params: Params;
  /** Where it writes why it ends, where it has to end at once. */
  readonly noteFile: string;
}

/** What it answers. */
export type TraceAnswer = TracedAnswer | FailedAnswer;

interface TracedAnswer {
  readonly type: 'traced';
  readonly trace: InputTrace;
}
