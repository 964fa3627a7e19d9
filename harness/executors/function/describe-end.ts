import type { RunningProcess } from '../../host/process/processes.ts';
import { UnitFailure } from '../../model/executor.ts';
import { lastLines } from '../../model/last-lines.ts';

/** Why a worker ended that should not have; `when` says what it was doing. */
export async function describeEnd(worker: RunningProcess, when: string): Promise<UnitFailure> {
  const exit = await worker.exited;
  const text = worker.output();
  const output = lastLines(text);
  if (/JavaScript heap out of memory|Reached heap limit/.test(text)) {
    return new UnitFailure({
      reason: exit.type === 'signal' ? 'signal' : 'exited',
      message: `the process ran out of memory ${when}: its JavaScript heap was full`,
      remedy:
        "Look for what the function keeps of each call, or allow more with `nodeArgs: ['--max-old-space-size=4096']`.",
      output,
    });
  }
  switch (exit.type) {
    case 'code':
      return new UnitFailure({
        reason: 'exited',
        message: `the process ended with exit code ${exit.code} ${when}`,
        remedy: 'Look for a call of process.exit, or of a library that makes it.',
        output,
      });
    case 'signal':
      return new UnitFailure({
        reason: 'signal',
        message: `the process was ended by ${exit.signal} ${when}${exit.because === undefined ? '' : `: ${exit.because}`}`,
        remedy: exit.because === undefined ? signalRemedy(exit.signal) : 'Let it take less.',
        output,
      });
    case 'not-started':
      return new UnitFailure({
        reason: 'not-found',
        message: `Node.js could not be started for the function: ${exit.error.message}`,
        remedy: 'Check `cwd` and `nodeArgs` of the scenario.',
        output,
      });
  }
}

function signalRemedy(signal: `SIG${string}`): string {
  if (signal === 'SIGKILL') {
    return 'Somebody killed it; where nobody did, the system did for lack of memory: see its log.';
  }
  return signal === 'SIGSEGV' || signal === 'SIGABRT' || signal === 'SIGBUS'
    ? 'A crash of Node.js or of a native module: run the function by itself to see it.'
    : 'Look for what sends that signal.';
}
