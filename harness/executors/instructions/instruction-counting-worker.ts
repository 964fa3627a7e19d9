/** Counts a function's instructions in a separate process, answering one call at a time. */
import '../../loader/register.ts';
import type { Params } from '../../model/scenario/scenario.ts';
import { loadFunctionFromModule } from '../function/load-function-from-module.ts';
import type { FunctionLocation } from '../function/locate-measured-function.ts';
import { serveWorkerCalls } from '../function/serve-worker-calls.ts';
import {
  type PreparedFunction,
  prepareUserFunction,
  runUserCode,
} from '../function/set-up-user-function-and-wrap-errors.ts';
import {
  type BatchCaller,
  callOnce,
  combineFirstCalls,
  createBatchCaller,
} from '../function/timed-function-call-batches.ts';
import { now } from '../function/worker-clock-safe-from-fake-timers.ts';
import { countCallInstructions, warmUpAsPlanned } from './count-call-instructions.ts';
import type { Calibration, CallPlan } from './plan-instruction-counted-calls.ts';

/** Number of first calls whose results are inspected individually. */
const FIRST_CALLS = 3;

let subject: PreparedFunction | undefined;
let caller: BatchCaller | undefined;

const functions = {
  open: async ({ body, params }: { readonly body: FunctionLocation; readonly params: Params }) => {
    const loaded = await runUserCode('load', () => loadFunctionFromModule(body));
    subject = await prepareUserFunction(loaded, params);
  },
  calibrate: async (): Promise<Calibration> => {
    // Only without valgrind, under which every module costs a twentieth of a second.
    const { calibrateFunctionCalls } = await import(
      './calibrate-calls-before-instruction-counting.ts'
    );
    const { caller: first, firstMs } = await callFirst();
    return calibrateFunctionCalls(first, firstMs);
  },
  warm: async (plan: CallPlan) => {
    ({ caller } = await callFirst());
    await warmUpAsPlanned(caller, plan);
  },
  /** Computes, so that valgrind polls its pipes. */
  spin: (durationMs: number) => {
    for (const end = now() + durationMs; now() < end; );
  },
  count: async (stretch: Parameters<typeof countCallInstructions>[1]) => {
    if (caller === undefined) throw new Error('count requested before warm-up');
    await countCallInstructions(caller, stretch);
  },
  finish: async () => {
    const opened = subject;
    subject = undefined;
    await opened?.teardown();
  },
};

export type CountingFunctions = typeof functions;

serveWorkerCalls(functions, (name) => name === 'finish');

async function callFirst(): Promise<{ readonly caller: BatchCaller; readonly firstMs: number }> {
  const opened = subject;
  if (opened === undefined) throw new Error('call requested before opening');
  const calls = [];
  while (calls.length < FIRST_CALLS) calls.push(await runUserCode('run', () => callOnce(opened)));
  const firstMs = calls.at(-1)?.elapsedMs ?? 0;
  return { caller: createBatchCaller(opened, combineFirstCalls(calls)), firstMs };
}
