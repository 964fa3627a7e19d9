import { pathToFileURL } from 'node:url';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import type { FunctionRequest, FunctionResponse } from './function-worker-messages.ts';
import {
  type FailureWording,
  openWorkerChannel,
  type WorkerChannel,
} from './worker-request-response-channel.ts';

const REGISTER = pathToFileURL(childModule(import.meta.url, '../../loader/register')).href;

/** Users count warming up as part of a measurement. */
const MEASURING: FailureWording = {
  doing: 'during measurement',
  waiting: 'the function was still being measured',
};
const WORDINGS: Readonly<Record<FunctionRequest['type'], FailureWording>> = {
  open: {
    doing: 'while loading the scenario file or setting up the scenario',
    waiting: 'the scenario file or its `setup` had not finished',
  },
  warm: MEASURING,
  measure: MEASURING,
  read: {
    doing: "while reading the function's allocations",
    waiting: 'the function was still being called',
  },
  finish: { doing: 'in `teardown`', waiting: '`teardown` had not finished' },
};

/** A process that measures functions, and the channel to it. */
export interface FunctionWorker extends WorkerChannel<FunctionRequest, FunctionResponse> {
  readonly process: RunningProcess;
}

/** Starts a fresh Node.js with the flags and variables of a scenario, and the seeds of a trial. */
export function startFunctionWorker(
  host: Host,
  { scenario, trial }: Pick<UnitContext<FunctionScenario>, 'scenario' | 'trial'>,
): FunctionWorker {
  const worker = host.processes.start({
    file: scenario.nodePath ?? process.execPath,
    args: [
      `--hash-seed=${trial.seed}`,
      `--random-seed=${trial.seed}`,
      ...scenario.nodeArgs,
      // For the threads and the programs that the function starts too.
      `--import=${REGISTER}`,
      childModule(import.meta.url, './function-worker'),
    ],
    cwd: scenario.cwd,
    env: scenario.env,
    channel: true,
  });
  const channel = openWorkerChannel<FunctionRequest, FunctionResponse>(worker, WORDINGS);
  return { process: worker, ...channel };
}
