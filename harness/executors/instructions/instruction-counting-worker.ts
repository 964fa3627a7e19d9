/** Counts a function's instructions in a separate process, answering one request at a time. */
import '../../loader/register.ts';
import { loadFunctionFromModule } from '../function/load-function-from-module.ts';
import { answerHarnessRequests } from '../function/serve-harness-requests-in-worker.ts';
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
import type { CountingRequest, CountingResponse } from './instruction-counting-messages.ts';

/** Number of first calls whose results are inspected individually. */
const FIRST_CALLS = 3;

let subject: PreparedFunction | undefined;
let caller: BatchCaller | undefined;

answerHarnessRequests(answer, ({ type }) => type === 'finish');

async function answer(question: CountingRequest): Promise<CountingResponse> {
  switch (question.type) {
    case 'open': {
      const loaded = await runUserCode('load', () => loadFunctionFromModule(question.body));
      subject = await prepareUserFunction(loaded, question.params);
      return { type: 'opened' };
    }
    case 'calibrate': {
      // Only without valgrind, under which every module costs a twentieth of a second.
      const { calibrateFunctionCalls } = await import(
        './calibrate-calls-before-instruction-counting.ts'
      );
      const { caller: first, firstMs } = await callFirst();
      return { type: 'calibrated', calibration: await calibrateFunctionCalls(first, firstMs) };
    }
    case 'warm':
      caller = (await callFirst()).caller;
      await warmUpAsPlanned(caller, question.plan);
      return { type: 'warmed' };
    case 'spin': {
      for (const end = now() + question.durationMs; now() < end; );
      return { type: 'spun' };
    }
    case 'count':
      if (caller === undefined) throw new Error('count requested before warm-up');
      await countCallInstructions(caller, question);
      return { type: 'counted' };
    case 'finish': {
      const opened = subject;
      subject = undefined;
      await opened?.teardown();
      return { type: 'finished' };
    }
  }
}

async function callFirst(): Promise<{ readonly caller: BatchCaller; readonly firstMs: number }> {
  const opened = subject;
  if (opened === undefined) throw new Error('call requested before opening');
  const calls = [];
  while (calls.length < FIRST_CALLS) calls.push(await runUserCode('run', () => callOnce(opened)));
  const firstMs = calls.at(-1)?.elapsedMs ?? 0;
  return { caller: createBatchCaller(opened, combineFirstCalls(calls)), firstMs };
}
