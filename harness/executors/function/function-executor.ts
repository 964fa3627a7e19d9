import { join } from 'node:path';
import { childModule } from '../../host/process/resolve-child-module-path.ts';
import type { Host } from '../../host.ts';
import { type Executor, type Unit, type UnitContext, UnitFailure } from '../../model/executor.ts';
import type { InputTrace } from '../../model/program/external-input-trace.ts';
import { meanPerOperation } from '../../model/read-base-and-head-metric-values.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import { createSeedFlags } from '../node/node-command-flags.ts';
import { explainUntraceableStart } from '../trace/trace-program-external-inputs.ts';
import type { TraceFunctions } from './function-external-input-trace-worker.ts';
import { openFunctionInFreshWorker, startNodeWorker } from './function-worker-process.ts';
import { type FunctionLocation, locateFunction } from './locate-measured-function.ts';
import { shareFunctionWorkers } from './reuse-workers-across-functions.ts';
import { openVitestTask } from './vitest/measure-vitest-benchmark-task.ts';
import { openWorkerChannel } from './worker-call-channel.ts';

/** Metrics that are averaged over all calls of the unit, unlike the time of a call. */
const PER_CALL = ['cpu_time', 'gc_time', 'gc_count'] as const;

/** Measures calls of a function, each trial in a fresh process. */
export function createFunctionExecutor(host: Host): Executor<FunctionScenario> {
  return {
    kind: 'function',
    open: (context): Promise<Unit> => {
      const { body } = context.scenario;
      if (body.type === 'vitest') return openVitestTask(host, context, body);
      return openFunctionInFreshWorker(host, context, locateFunction(context.scenario));
    },
    createSharedProcesses: () => shareFunctionWorkers(host),
    traceInputs: async (context): Promise<InputTrace> => {
      if (context.scenario.body.type === 'vitest') {
        return { state: 'untraceable', reason: 'vitest, not perf-harness, calls the function' };
      }
      return traceFunction(host, context, locateFunction(context.scenario));
    },
    combineBlocks: async (blocks) => ({
      measurements: meanPerOperation(blocks, PER_CALL),
      unavailable: {},
    }),
  };
}

const NOTE = 'why-it-ended';

const WORDINGS = {
  trace: { doing: 'during tracing', waiting: 'the function was still being traced' },
};

async function traceFunction(
  host: Host,
  { scenario, trial, folder, signal }: UnitContext<FunctionScenario>,
  body: FunctionLocation,
): Promise<InputTrace> {
  const obstacle = explainUntraceableStart(scenario, host.env);
  if (obstacle !== null) return { state: 'untraceable', reason: obstacle };
  const noteFile = join(folder, NOTE);
  const worker = startNodeWorker(
    host,
    // The compile cache of Node.js is keyed by content, and using it would write files.
    { ...scenario, env: { ...scenario.env, NODE_COMPILE_CACHE: undefined } },
    [...createSeedFlags(trial.seed), ...scenario.nodeArgs, '--permission-audit'],
    childModule(import.meta.url, './function-external-input-trace-worker'),
  );
  const { call } = openWorkerChannel<TraceFunctions>(worker, WORDINGS);
  const { params } = scenario;
  try {
    return await call('trace', { body, params, noteFile }, signal);
  } catch (error) {
    if (!(error instanceof UnitFailure)) throw error;
    // After the worker has ended, its last note is complete.
    await worker.stop(0);
    const reason = host.files.read(noteFile) ?? `it failed: ${error.failure.message}`;
    return { state: 'untraceable', reason };
  } finally {
    await worker.stop(0);
  }
}
