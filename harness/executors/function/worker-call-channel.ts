import { setImmediate } from 'node:timers/promises';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import { waitForAbort } from '../../host/wait-for-abort.ts';
import { UnitFailure } from '../../model/executor.ts';
import { shortenProgramOutput } from '../../model/shorten-program-output.ts';
import type { Failure } from '../../model/trial.ts';
import {
  type MarkedMessage,
  parseMarkedMessage,
  type WorkerAnswer,
  type WorkerCall,
  type WorkerFunctions,
} from './worker-call-messages.ts';

export interface FailureWording {
  /** After "the process ended": `while it was measured`. */
  readonly doing: string;
  /** Before "when its time was up": `the function was still being measured`. */
  readonly waiting: string;
}

export interface WorkerChannel<F extends WorkerFunctions> {
  /** @throws UnitFailure if the worker fails or ends, or on abort. */
  readonly call: <Name extends keyof F & string>(
    name: Name,
    argument: Parameters<F[Name]>[0],
    signal: AbortSignal,
  ) => Promise<Awaited<ReturnType<F[Name]>>>;
  readonly isBusy: () => boolean;
}

export function openWorkerChannel<F extends WorkerFunctions>(
  worker: RunningProcess,
  wordings: Readonly<Record<keyof F & string, FailureWording>>,
): WorkerChannel<F> {
  let serial = 0;
  let pending: PromiseWithResolvers<WorkerAnswer> | undefined;
  /** Failure that arrived between calls; it becomes the answer to the next call. */
  let early: Failure | undefined;
  worker.onMessage((message) => {
    const marked = parseMarkedMessage<WorkerAnswer>(message);
    if (marked === undefined) return;
    const { perfHarness: answer, callId } = marked;
    // A response to any other call is too late.
    if (pending !== undefined && (callId === serial || callId === null)) pending.resolve(answer);
    else if (callId === null && 'failure' in answer) early ??= answer.failure;
  });
  const ended = worker.exited.then(() => 'ended' as const);
  return {
    isBusy: () => pending !== undefined,
    call: async (name, argument, signal) => {
      if (early !== undefined) throw await withOutput(early, worker);
      serial += 1;
      pending = Promise.withResolvers();
      const message: MarkedMessage<WorkerCall> = {
        perfHarness: { name, argument },
        callId: serial,
      };
      if (!signal.aborted) worker.send(message);
      const answer = await Promise.race([pending.promise, waitForAbort(signal), ended]);
      pending = undefined;
      if (answer === 'ended') throw await describeEnd(worker, wordings[name].doing);
      if (answer === null) throw abortFailure(wordings[name], worker);
      if ('failure' in answer) throw await withOutput(answer.failure, worker);
      // Sound: the worker has the functions of `F`, and its results survive serialization.
      return answer.result as never;
    },
  };
}

async function withOutput(failure: Failure, worker: RunningProcess): Promise<UnitFailure> {
  // Output printed earlier is in another pipe, which is read within the same event-loop iteration.
  await setImmediate();
  const output = [failure.output, shortenProgramOutput(worker.output())].filter(Boolean).join('\n');
  return new UnitFailure({ ...failure, output: output === '' ? undefined : output });
}

function abortFailure({ waiting }: FailureWording, worker: RunningProcess): UnitFailure {
  return new UnitFailure({
    reason: 'timeout',
    message: `${waiting} when the time limit was reached`,
    remedy: 'Increase `timeout`, or look for code that blocks or a promise that never settles.',
    output: shortenProgramOutput(worker.output()),
  });
}

/** Describes the unexpected end of a worker. @param when - `during measurement`. */
async function describeEnd(worker: RunningProcess, when: string): Promise<UnitFailure> {
  const exit = await worker.exited;
  const text = worker.output();
  const output = shortenProgramOutput(text);
  if (/JavaScript heap out of memory|Reached heap limit/.test(text)) {
    return new UnitFailure({
      reason: exit.type === 'signal' ? 'signal' : 'exited',
      message: `the process ran out of memory ${when}: its JavaScript heap was full`,
      remedy:
        "Look for memory that the function retains from each call, or raise the heap limit with `nodeArgs: ['--max-old-space-size=4096']`.",
      output,
    });
  }
  switch (exit.type) {
    case 'code':
      return new UnitFailure({
        reason: 'exited',
        message: `the process exited with code ${exit.code} ${when}`,
        remedy: 'Look for a process.exit call, in your code or in a library.',
        output,
      });
    case 'signal':
      return new UnitFailure({
        reason: 'signal',
        message: `the process was terminated by ${exit.signal} ${when}${exit.because === undefined ? '' : `: ${exit.because}`}`,
        remedy:
          exit.because === undefined
            ? signalRemedy(exit.signal)
            : 'Reduce the resource usage of the process.',
        output,
      });
    case 'not-started':
      return new UnitFailure({
        reason: 'not-found',
        message: `Node.js could not be started for the function: ${exit.error.message}`,
        remedy: 'Check `cwd` and `nodeArgs` in the scenario.',
        output,
      });
  }
}

function signalRemedy(signal: `SIG${string}`): string {
  if (signal === 'SIGKILL') {
    return 'If no one killed the process, the operating system probably did because memory ran out; check the system log.';
  }
  return signal === 'SIGSEGV' || signal === 'SIGABRT' || signal === 'SIGBUS'
    ? 'Node.js or a native module crashed: run the function on its own to reproduce the crash.'
    : 'Find out what sends that signal.';
}
