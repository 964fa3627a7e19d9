import { join } from 'node:path';
import { createCommandExecutor } from '../../harness/executors/command/command-executor.ts';
import { createFunctionExecutor } from '../../harness/executors/function/function-executor.ts';
import { createHttpExecutor } from '../../harness/executors/http/http-executor.ts';
import type { Host } from '../../harness/host.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import { type AnyExecutor, type Executor, findExecutor } from '../../harness/model/executor.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { CompletedTrial, Trial } from '../../harness/model/trial.ts';
import { PLAIN_SCENARIO } from '../plain-scenario.ts';
import type { Workload } from './workloads.ts';

/** Warmup and measuring time of a function in one unit, and of the load of a server. */
export interface UnitLength {
  readonly warmupMs: number;
  readonly measureMs: number;
}

/** As live, in alternating blocks (harness/live-comparison/pair-measurement-plan.ts). */
export const LIVE_FUNCTION: UnitLength = { warmupMs: 150, measureMs: 200 };
export const LIVE_LOAD: UnitLength = { warmupMs: 150, measureMs: 600 };

const CONNECTIONS = 8;

/** Executors for units that the bench measures by its own plans. */
export interface BenchExecutors {
  /** Returns an executor; set 1 is for concurrent units: the command launcher runs one only. */
  readonly for: (workload: Workload, set?: 0 | 1) => Executor;
  readonly dispose: () => Promise<void>;
}

export function openBenchExecutors(host: Host): BenchExecutors {
  const sets = [createSet(host), createSet(host)] as const;
  return {
    for: ({ kind }, set = 0) => findExecutor(sets[set], kind),
    dispose: async () => {
      await Promise.all(sets.flat().map((executor) => executor.dispose?.()));
    },
  };
}

function createSet(host: Host): readonly AnyExecutor[] {
  return [createFunctionExecutor(host), createCommandExecutor(host), createHttpExecutor(host)];
}

/** Creates the scenario of a workload whose project is in a folder. */
export function createWorkloadScenario(
  folder: string,
  workload: Workload,
  length?: UnitLength,
): Scenario {
  const { name, kind } = workload;
  const common = { ...PLAIN_SCENARIO, name, cwd: folder };
  switch (kind) {
    case 'function':
      return {
        ...common,
        ...(length ?? LIVE_FUNCTION),
        kind,
        source: { file: join(folder, 'scenarios', `${name}.js`), name },
        body: { type: 'scenario' },
      };
    case 'command':
      return {
        ...common,
        kind,
        command: { type: 'argv', argv: [process.execPath, 'src/main.js'] },
        exitCodes: [0],
      };
    case 'http': {
      const { warmupMs, measureMs } = length ?? LIVE_LOAD;
      return {
        ...common,
        kind,
        warmupMs,
        durationMs: measureMs,
        load: { type: 'closed', connections: CONNECTIONS },
        server: {
          command: { type: 'argv', argv: [process.execPath, 'src/server.js'] },
          env: {},
          cwd: folder,
          ready: { type: 'port' },
          readyTimeoutMs: 30_000,
          port: null,
        },
        request: {
          url: '/',
          method: 'GET',
          headers: {},
          body: null,
          expectStatus: [],
          timeoutMs: 10_000,
        },
      };
    }
    default:
      return assertNever(kind);
  }
}

/** Returns the trial if completed. @throws Error otherwise, since benches tolerate no failures. */
export function requireCompletedTrial(trial: Trial): CompletedTrial {
  if (trial.state === 'completed') return trial;
  const why = trial.state === 'failed' ? trial.failure.message : trial.message;
  throw new Error(`a unthe metric was not measured: ${why}`);
}
