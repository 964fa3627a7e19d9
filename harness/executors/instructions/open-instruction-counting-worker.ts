import type { RunningProcess } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import type { FunctionLocation } from '../function/locate-measured-function.ts';
import {
  type FailureWording,
  openWorkerChannel,
  type WorkerChannel,
} from '../function/worker-call-channel.ts';
import { instructionCountingFlags } from './instruction-counting-v8-flags.ts';
import type { CountingFunctions } from './instruction-counting-worker.ts';
import { functionValgrindOptions, UNSET_VALGRIND_VARIABLES } from './valgrind-run-files.ts';

export interface CountingWorker extends WorkerChannel<CountingFunctions> {
  readonly worker: RunningProcess;
}

/** Turns off features that valgrind does not support, or runs differently from the system. */
const ENVIRONMENT: Readonly<Record<string, string | undefined>> = {
  ...UNSET_VALGRIND_VARIABLES,
  UV_USE_IO_URING: '0',
  // Code that is counted for coverage is compiled to other code.
  NODE_V8_COVERAGE: undefined,
};

/**
 * Starts Node.js with the flags for counting, under valgrind if given, and opens the function.
 * Leaves nothing running on failure.
 */
export async function openInstructionCountingWorker(
  host: Host,
  { scenario, trial, folder, signal }: UnitContext<FunctionScenario>,
  body: FunctionLocation,
  programs: { readonly node: string; readonly valgrind: string | null },
): Promise<CountingWorker> {
  const { node, valgrind } = programs;
  const nodeArguments = [
    ...instructionCountingFlags(trial.seed, scenario.instructions),
    ...scenario.nodeArgs,
    childModule(import.meta.url, './instruction-counting-worker'),
  ];
  const worker = host.processes.start({
    file: valgrind ?? node,
    args:
      valgrind === null
        ? nodeArguments
        : [...functionValgrindOptions(folder), node, ...nodeArguments],
    cwd: scenario.cwd,
    env: { ...scenario.env, ...ENVIRONMENT },
    channel: true,
  });
  const channel = openWorkerChannel<CountingFunctions>(worker, WORDINGS);
  try {
    await channel.call('open', { body, params: scenario.params }, signal);
    return { worker, ...channel };
  } catch (error) {
    await worker.stop(0);
    throw error;
  }
}

const COUNTING: FailureWording = {
  doing: 'while counting the instructions of the function',
  waiting: 'the instructions of the function were still being counted',
};

const WORDINGS: Readonly<Record<keyof CountingFunctions, FailureWording>> = {
  open: {
    doing: 'while loading the scenario file or setting up the scenario for counting',
    waiting: 'the scenario file or its `setup` had not finished',
  },
  calibrate: {
    doing: 'while determining how often to call the function',
    waiting: 'the number of calls per measurement was still being determined',
  },
  warm: COUNTING,
  spin: COUNTING,
  count: COUNTING,
  finish: { doing: 'in `teardown`', waiting: '`teardown` had not finished' },
};
