import {
  type Consumption,
  callAndAwait,
  callForNothing,
  callForNumbers,
  callForValues,
  isThenable,
  type Run,
  sink,
} from './call-repeatedly.ts';
import { cpuMicroseconds, now } from './clock.ts';
import { type Subject, UnmeasurableAnswer } from './subject.ts';

/** Calls a function in batches and times them. */
export interface Caller {
  /** Whether the function answers with promises. */
  readonly isAsync: boolean;
  readonly consumption: Consumption;
  /** Whether a hook runs around each call, so that a batch is one call. */
  readonly isSingle: boolean;
  /** Calls so often in a row; milliseconds that it took. A promise only where the calls are async. */
  readonly time: (count: number) => number | Promise<number>;
  /** CPU time of the last batch, milliseconds. */
  readonly cpuMs: () => number;
  /** What runs before and after each call, outside of what is timed. */
  readonly before: (() => unknown) | null;
  readonly after: (() => unknown) | null;
}

/** What a first call showed. */
export interface FirstCall {
  readonly isAsync: boolean;
  readonly consumption: Consumption;
  readonly elapsedMs: number;
}

/** Calls once, to see what comes back. */
export async function callOnce(subject: Subject): Promise<FirstCall> {
  const { run, fixture, params } = subject;
  await subject.before?.();
  const start = now();
  const result = run(fixture, params);
  const isAsync = isThenable(result);
  const value = isAsync ? await result : result;
  const elapsedMs = now() - start;
  await subject.after?.();
  return { isAsync, consumption: consumptionOf(value), elapsedMs };
}

function consumptionOf(value: unknown): Consumption {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? 'number' : 'value';
}

/** Several calls may differ: the way that suits all of them. */
export function combineFirstCalls(calls: readonly FirstCall[]): FirstCall {
  const kinds = new Set(calls.map(({ consumption }) => consumption));
  return {
    isAsync: calls.some(({ isAsync }) => isAsync),
    consumption: kinds.size === 1 ? ([...kinds][0] ?? 'value') : 'value',
    elapsedMs: calls[0]?.elapsedMs ?? 0,
  };
}

/** A caller for a function of which some calls were seen. */
export function createCaller(subject: Subject, seen: FirstCall): Caller {
  const { run, fixture, params, before, after } = subject;
  let cpuUs = 0;
  const call = synchronousCall(seen.consumption);
  const timeSync = (count: number): number => {
    const cpuStart = cpuMicroseconds();
    const start = now();
    call(run, fixture, params, count);
    const elapsed = now() - start;
    cpuUs = cpuMicroseconds() - cpuStart;
    if (seen.consumption === 'value') refusePromises();
    return elapsed;
  };
  const timeAsync = async (count: number): Promise<number> => {
    const cpuStart = cpuMicroseconds();
    const start = now();
    await callAndAwait(run, fixture, params, count);
    const elapsed = now() - start;
    cpuUs = cpuMicroseconds() - cpuStart;
    return elapsed;
  };
  return {
    ...seen,
    isSingle: before !== null || after !== null,
    time: seen.isAsync ? timeAsync : timeSync,
    cpuMs: () => cpuUs / 1_000,
    before,
    after,
  };
}

function synchronousCall(
  consumption: Consumption,
): (run: Run, fixture: unknown, params: unknown, count: number) => void {
  if (consumption === 'nothing') return callForNothing;
  return consumption === 'number' ? callForNumbers : callForValues;
}

/** The last results of a batch that nobody awaited. */
function refusePromises(): void {
  if (!sink.values.some(isThenable)) return;
  throw new UnmeasurableAnswer(
    'run answered with a promise after calls that had answered without, which nobody awaited',
    'Let `run` answer with a promise always or never, for example: run: async () => work()',
  );
}
