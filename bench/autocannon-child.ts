/** Runs autocannon alone, as its documentation describes, in one process for all rounds. */
import autocannon from 'autocannon';
import { median } from '../harness/stats/descriptive-statistics.ts';

export interface AutocannonRequest {
  readonly url: string;
  readonly connections: number;
  /** Seconds. */
  readonly duration: number;
}

export interface AutocannonAnswer {
  /** Completed requests from its own start to its own finish, per second. */
  readonly throughput: number;
  /** Median of the times that its `response` event carries, milliseconds. */
  readonly p50: number;
}

interface Result {
  readonly start: Date;
  readonly finish: Date;
  readonly '2xx': number;
}

/** The part of its result and events that its type in the harness leaves out. */
interface Instance extends PromiseLike<Result> {
  readonly on: (
    event: 'response',
    listener: (client: unknown, status: number, bytes: number, timeMs: number) => void,
  ) => void;
}

process.on('message', (request: AutocannonRequest) => {
  void answer(request).then((found) => process.send?.(found));
});
process.on('disconnect', () => process.exit());
process.send?.('ready');

async function answer(request: AutocannonRequest): Promise<AutocannonAnswer> {
  const timesMs: number[] = [];
  const instance = (autocannon as unknown as (options: object) => Instance)({
    ...request,
    sampleInt: 50,
  });
  instance.on('response', (_client, _status, _bytes, timeMs) => timesMs.push(timeMs));
  const result = await instance;
  // Its `duration` is rounded to 10 ms, which is 2 % of a short run.
  const seconds = (result.finish.getTime() - result.start.getTime()) / 1_000;
  return { throughput: result['2xx'] / seconds, p50: median(timesMs) };
}
