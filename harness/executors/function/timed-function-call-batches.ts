import { types } from 'node:util';
import {
  callAwaitingResults,
  callIgnoringResults,
  callStoringResults,
  callSummingResults,
  isThenable,
  type ResultConsumption,
  resultSink,
} from './measured-function-call-loops.ts';
import {
  generatorResultError,
  type PreparedFunction,
  UnmeasurableResult,
} from './set-up-user-function-and-wrap-errors.ts';
import { now, processCpuMicroseconds } from './worker-clock-safe-from-fake-timers.ts';

export interface BatchCaller {
  readonly isAsync: boolean;
  readonly consumption: ResultConsumption;
  /** True if a hook runs around each call, so that a batch is one call. */
  readonly isSingle: boolean;
  /** Calls the function `count` times; returns elapsed ms, as a promise only if calls are async. */
  readonly time: (count: number) => number | Promise<number>;
  readonly cpuMs: () => number;
  readonly before: (() => unknown) | null;
  readonly after: (() => unknown) | null;
}

export interface FirstCall {
  readonly isAsync: boolean;
  readonly consumption: ResultConsumption;
  readonly elapsedMs: number;
}

export async function callOnce(subject: PreparedFunction): Promise<FirstCall> {
  const { run, fixture, params } = subject;
  await subject.before?.();
  const start = now();
  const result = run(fixture, params);
  const isAsync = isThenable(result);
  const value = isAsync ? await result : result;
  if (types.isGeneratorObject(value)) throw generatorResultError();
  const elapsedMs = now() - start;
  await subject.after?.();
  return { isAsync, consumption: consumptionOf(value), elapsedMs };
}

function consumptionOf(value: unknown): ResultConsumption {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? 'number' : 'value';
}

/** Finds a consumption for all results, even of mixed kinds. @throws if only some are promises. */
export function combineFirstCalls(calls: readonly FirstCall[]): FirstCall {
  const kinds = new Set(calls.map(({ consumption }) => consumption));
  const isAsync = calls.some((call) => call.isAsync);
  if (!calls.every((call) => call.isAsync === isAsync)) throw mixedResultError();
  return {
    isAsync,
    consumption: kinds.size === 1 ? ([...kinds][0] ?? 'value') : 'value',
    elapsedMs: calls[0]?.elapsedMs ?? 0,
  };
}

/** Creates a caller for a function from its first calls. Results of later calls are checked too. */
export function createBatchCaller(subject: PreparedFunction, firstCall: FirstCall): BatchCaller {
  const { run, fixture, params, before, after } = subject;
  let { consumption } = firstCall;
  let cpuUs = 0;
  const timeSync = (count: number): number => {
    const call = LOOPS[consumption];
    resetResultFlags();
    const cpuStart = processCpuMicroseconds();
    const start = now();
    call(run, fixture, params, count);
    const elapsed = now() - start;
    cpuUs = processCpuMicroseconds() - cpuStart;
    if (consumption === 'value') checkLast();
    if (resultSink.hasPromise) throw mixedResultError();
    if (resultSink.hasOther) consumption = 'value';
    return elapsed;
  };
  const timeAsync = async (count: number): Promise<number> => {
    resetResultFlags();
    const cpuStart = processCpuMicroseconds();
    const start = now();
    await callAwaitingResults(run, fixture, params, count);
    const elapsed = now() - start;
    cpuUs = processCpuMicroseconds() - cpuStart;
    if (resultSink.hasPlain) throw mixedResultError();
    return elapsed;
  };
  return {
    isAsync: firstCall.isAsync,
    get consumption() {
      return consumption;
    },
    isSingle: before !== null || after !== null,
    time: firstCall.isAsync ? timeAsync : timeSync,
    cpuMs: () => cpuUs / 1_000,
    before,
    after,
  };
}

const LOOPS = {
  nothing: callIgnoringResults,
  number: callSummingResults,
  value: callStoringResults,
};

/** Checks the last results of a batch, more thoroughly than the timed loop. */
function checkLast(): void {
  if (resultSink.values.some(isThenable)) resultSink.hasPromise = true;
  if (resultSink.values.some(types.isGeneratorObject)) throw generatorResultError();
}

/** Resets flags that another function of the process may have left when it threw. */
function resetResultFlags(): void {
  resultSink.hasPromise = false;
  resultSink.hasPlain = false;
  resultSink.hasOther = false;
}

function mixedResultError(): UnmeasurableResult {
  return new UnmeasurableResult(
    'run returns a promise for some calls but not for others, so its work cannot be timed',
    'Make `run` return a promise for all calls or for none, for example: run: async () => work()',
  );
}
