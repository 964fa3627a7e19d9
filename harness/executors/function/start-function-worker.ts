import { preloadFlag } from '../../host/process/preload-into-node.ts';
import type { RunningProcess } from '../../host/process/process-runner.ts';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { ProcessSpec } from '../../host/process/start-guarded-process.ts';
import type { Host } from '../../host.ts';
import type { UnitContext } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import { createSeedFlags } from '../node/node-command-flags.ts';
import type { FunctionRequest, FunctionResponse } from './function-worker-messages.ts';
import {
  type FailureWording,
  openWorkerChannel,
  type WorkerChannel,
} from './worker-request-response-channel.ts';

/** Also for the warm-up, which is part of the measurement to users. */
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
  const worker = startNodeWorker(
    host,
    scenario,
    [...createSeedFlags(trial.seed), ...scenario.nodeArgs],
    childModule(import.meta.url, './function-worker'),
  );
  const channel = openWorkerChannel<FunctionRequest, FunctionResponse>(worker, WORDINGS);
  return { process: worker, ...channel };
}

/** Starts a module in the Node.js of a scenario, with the loader, also for threads and children. */
export function startNodeWorker(
  { processes }: Pick<Host, 'processes'>,
  { nodePath, cwd, env }: Pick<FunctionScenario, 'nodePath' | 'cwd'> & Pick<ProcessSpec, 'env'>,
  flags: readonly string[],
  module: string,
): RunningProcess {
  const register = preloadFlag(import.meta.url, '../../loader/register');
  const args = [...flags, register, module];
  return processes.start({ file: nodePath ?? process.execPath, args, cwd, env, channel: true });
}
