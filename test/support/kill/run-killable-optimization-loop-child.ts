/** A loop in a separate process, with an executor in another, to be killed at any moment. */
import { fileURLToPath } from 'node:url';
import { createHost } from '../../../harness/host.ts';
import { runIsolatedWorker } from '../../../plugins/optimize/default-optimization-phase-workers.ts';
import type { Workers } from '../../../plugins/optimize/phase-worker-interfaces.ts';
import { readTotalCost } from '../execute-hypotheses-with-scripted-costs.ts';
import { sampleHypothesis, samplePerformanceMap } from '../sample-optimization-context.ts';
import { createScriptedWorkers, runOptimizationLoop } from '../scripted-optimization-loop.ts';
import {
  hasLoopState,
  LOOP_CYCLES,
  LOOP_TARGETS,
  type LoopKind,
} from './optimization-loop-project.ts';

const [root = '', kindText = 'mock'] = process.argv.slice(2);
const kind = kindText as LoopKind;
const host = createHost();
const register = new URL('../../../harness/loader/register-self-reference.ts', import.meta.url)
  .href;
const worker = fileURLToPath(new URL('execute-optimization-plan-child.ts', import.meta.url));

const scripted = createScriptedWorkers([]).workers;
const workers: Workers = {
  ...scripted,
  profile: async ({ root: tree }) =>
    samplePerformanceMap({
      baseline: {
        wall_time_ms: kind === 'real' ? 10 : readTotalCost(tree),
        cpu_time_ms: 60,
        memory_peak_mb: 80,
      },
    }),
  generate: async (asked) => {
    const all: readonly (readonly (typeof LOOP_CYCLES.mock)[number][number][])[] =
      LOOP_CYCLES[kind];
    const fresh = all.find((some) => some.every(({ key }) => !asked.exclude.includes(key))) ?? [];
    const hypotheses = fresh.map((hypothesis) => sampleHypothesis({ ...hypothesis }));
    return { ...((await scripted.generate(asked)) as object), hypotheses };
  },
  execute: (asked) =>
    runIsolatedWorker(
      host,
      { file: process.execPath, args: ['--import', register, worker, kind] },
      'execute',
      asked,
    ),
};

process.stdout.write('begins\n');
const { exitCode } = await runOptimizationLoop(root, workers, {
  target: LOOP_TARGETS[kind],
  observed: '900ms:response_time',
  goal: '1ms',
  maxCycles: String(LOOP_CYCLES[kind].length),
  resume: hasLoopState(root, kind),
});
process.exitCode = exitCode;
