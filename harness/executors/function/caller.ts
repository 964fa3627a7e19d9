import { types } from 'node:util';
import {
  type Consumption,
  callAndAwait,
  callForNothing,
  callForNumbers,
  callForValues,
  isThenable,
  sink,
} from './call-repeatedly.ts';
import { cpuMicroseconds, now } from './clock.ts';
import { ofGenerator, type Subject, UnmeasurableAnswer } from './subject.ts';

/** Calls a function in batches and times them. */
export interface Caller {
  /** True if the function returns promises. */
  readonly isAsync: boolean;
  readonly consumption: Consumption;
  /** True if a hook runs around each call, so that a batch is one call. */
  readonly isSingle: boolean;
  /** Calls so often in a row; milliseconds that it took. A promise only where the calls are async. */
  readonly time: (count: number) => number | Promise<number>;
  /** CPU time of the last batch, milliseconds. */
  readonly cpuMs: () => number;
  /** Hooks before and after each call, outside the timed section. */
  readonly before: (() => unknown) | null;
  readonly after: (() => unknown) | null;
}

/** Properties of a function found by its first call. */
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
  if (types.isGeneratorObject(value)) throw ofGenerator();
  const elapsedMs = now() - start;
  await subject.after?.();
  return { isAsync, consumption: consumptionOf(value), elapsedMs };
}

function consumptionOf(value: unknown): Consumption {
  if (value === undefined) return 'nothing';
  return typeof value === 'number' ? 'number' : 'value';
}

/** Results may differ in kind: the way that suits all of them. @throws where only some are promises. */
export function combineFirstCalls(calls: readonly FirstCall[]): FirstCall {
  const kinds = new Set(calls.map(({ consumption }) => consumption));
  const isAsync = calls.some((call) => call.isAsync);
  if (!calls.every((call) => call.isAsync === isAsync)) throw ofMixture();
  return {
    isAsync,
    consumption: kinds.size === 1 ? ([...kinds][0] ?? 'value') : 'value',
    elapsedMs: calls[0]?.elapsedMs ?? 0,
  };
}

/** A caller for a function of which some calls were seen. What comes of the others is checked too. */
export function createCaller(subject: Subject, seen: FirstCall): Caller {
  const { run, fixture, params, before, after } = subject;
  let { consumption } = seen;
  let cpuUs = 0;
  const timeSync = (count: number): number => {
    const call = LOOPS[consumption];
    forgetOdd();
    const cpuStart = cpuMicroseconds();
    const start = now();
    call(run, fixture, params, count);
    const elapsed = now() - start;
    cpuUs = cpuMicroseconds() - cpuStart;
    if (consumption === 'value') checkLast();
    if (sink.hasPromise) throw ofMixture();
    if (sink.hasOther) consumption = 'value';
    return elapsed;
  };
  const timeAsync = async (count: number): Promise<number> => {
    forgetOdd();
    const cpuStart = cpuMicroseconds();
    const start = now();
    await callAndAwait(run, fixture, params, count);
    const elapsed = now() - start;
    cpuUs = cpuMicroseconds() - cpuStart;
    if (sink.hasPlain) throw ofMixture();
    return elapsed;
  };
  return {
    isAsync: seen.isAsync,
    get consumption() {
      return consumption;
    },
    isSingle: before !== null || after !== null,
    time: seen.isAsync ? timeAsync : timeSync,
    cpuMs: () => cpuUs / 1_000,
    before,
    after,
  };
}

const LOOPS = { nothing: callForNothing, number: callForNumbers, value: callForValues };

/** Checks the last results of a batch more thoroughly than the timed loop has time for. */
function checkLast(): void {
  if (sink.values.some(isThenable)) sink.hasPromise = true;
  if (sink.values.some(types.isGeneratorObject)) throw ofGenerator();
}

/** Functions that share a process share the sink, and one may throw in the middle of a batch. */
function forgetOdd(): void {
  sink.hasPromise = false;
  sink.hasPlain = false;
  sink.hasOther = false;
}

function ofMixture(): UnmeasurableAnswer {
  return new UnmeasurableAnswer(
    'run answers some calls with a promise and others without, so no time is that of its work',
    'Let `run` answer with a promise always or never, for example: run: async () => work()',
  );
}
