import type { Host } from '../../host.ts';
import type { Executor, Unit, UnitContext } from '../../model/executor.ts';
import { meanPerOperation } from '../../model/mean-per-operation.ts';
import type { InputTrace } from '../../model/program/input-trace.ts';
import type { FunctionScenario } from '../../model/scenario/scenario.ts';
import { metricsOfKind } from '../../scenario/schema/metrics-of-kind.ts';
import type { WorkerBody } from './messages.ts';
import { openWorker } from './open-worker.ts';
import { shareWorkers } from './share-workers.ts';
import { traceFunction } from './trace/trace-function.ts';
import { openVitest } from './vitest/open-vitest.ts';

/** Of one call over all of a unit. The time of a call is the median of its batches anyway. */
const PER_CALL = ['cpu_time', 'gc_time', 'gc_count'] as const;

export interface FunctionExecutorOptions {
  /** The Node.js that functions are measured on. Default: the one that runs perf-harness. */
  readonly execPath?: string;
}

/** Measures calls of a function, each trial in a fresh process. */
export function createFunctionExecutor(
  host: Host,
  options: FunctionExecutorOptions = {},
): Executor<FunctionScenario> {
  const execPath = options.execPath ?? process.execPath;
  const nodeOf = ({ scenario }: UnitContext<FunctionScenario>): string =>
    scenario.nodePath ?? execPath;
  return {
    kind: 'function',
    metrics: metricsOfKind('function').own,
    optionalMetrics: [],
    open: (context): Promise<Unit> => {
      const { body } = context.scenario;
      const node = nodeOf(context);
      if (body.type === 'vitest') return openVitest(host, context, body, node);
      return openWorker(host, context, workerBody(context), node);
    },
    share: () =>
      shareWorkers(host, (context) => ({ body: workerBody(context), execPath: nodeOf(context) })),
    traceInputs: async (context): Promise<InputTrace> => {
      if (context.scenario.body.type === 'vitest') {
        return { state: 'untraceable', reason: 'vitest calls it' };
      }
      return traceFunction(host, context, workerBody(context), nodeOf(context));
    },
    overBlocks: async (blocks) => ({
      measurements: meanPerOperation(blocks, PER_CALL),
      unavailable: {},
    }),
  };
}

function workerBody({ scenario }: UnitContext<FunctionScenario>): WorkerBody {
  const { body, source } = scenario;
  if (body.type === 'tinybench') return { type: 'tinybench', file: body.file, task: body.task };
  if (source === null) throw new TypeError(`the scenario "${scenario.name}" has no source`);
  return { type: 'scenario', file: source.file, name: source.name };
}
