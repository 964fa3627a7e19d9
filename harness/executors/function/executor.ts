import { childModule } from '../../host/child-module.ts';
import type { Host } from '../../host.ts';
import { type Executor, UnitFailure } from '../../model/executor.ts';
import type { FunctionScenario } from '../../model/scenario.ts';
import type { FromWorker, ToWorker } from './messages.ts';

/** Measures calls of a function, each trial in a fresh process. */
export function createFunctionExecutor(host: Host): Executor<FunctionScenario> {
  return {
    kind: 'function',
    metrics: [
      'wall_time',
      'cpu_time',
      'allocated',
      'gc_time',
      'gc_count',
      'memory_peak',
      'event_loop_delay.p99',
    ],
    optionalMetrics: [],
    open: async ({ scenario, trial, signal }) => {
      const worker = host.processes.start({
        file: process.execPath,
        args: [
          `--hash-seed=${trial.seed}`,
          `--random-seed=${trial.seed}`,
          ...scenario.nodeArgs,
          childModule(import.meta.url, './worker'),
        ],
        cwd: scenario.cwd,
        env: scenario.env,
        channel: true,
      });
      const ask = (message: ToWorker): Promise<FromWorker> =>
        new Promise((resolve, reject) => {
          worker.onMessage((answer) => resolve(answer as FromWorker));
          void worker.exited.then(() =>
            reject(
              new UnitFailure({
                reason: 'exited',
                message: 'the process ended',
                output: worker.output(),
              }),
            ),
          );
          signal.addEventListener('abort', () =>
            reject(new UnitFailure({ reason: 'timeout', message: 'time is up' })),
          );
          worker.send(message);
        });
      const { source, body, params } = scenario;
      const opened = await ask({
        type: 'open',
        file: source?.file ?? '',
        name: source?.name ?? '',
        body,
        params,
      });
      if (opened.type === 'failed') throw new UnitFailure(opened.failure);
      return {
        measure: async () => {
          const answer = await ask({
            type: 'measure',
            measureMs: scenario.measureMs,
            warmupMs: scenario.warmupMs,
          });
          if (answer.type !== 'measured')
            throw new UnitFailure({ reason: 'protocol', message: 'no measurement' });
          return answer.block;
        },
        close: () => worker.stop(),
      };
    },
  };
}
