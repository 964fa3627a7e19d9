/** A loop in a process of its own, with an executor in another, to be killed at any moment. */
import { fileURLToPath } from 'node:url';
import { createHost } from '../../../harness/host.ts';
import { runWorker } from '../../../plugins/optimize/worker-process.ts';
import type { Workers } from '../../../plugins/optimize/workers.ts';
import { hypothesisOf, mapOf } from '../optimization-context.ts';
import { runLoop } from '../optimize-project.ts';
import { costIn } from '../strike-plan.ts';
import { CYCLES, hasState, type LoopKind, TARGETS } from './planned-loop.ts';

const [root = '', kindText = 'mock'] = process.argv.slice(2);
const kind = kindText as LoopKind;
const host = createHost();
const register = new URL('../../../harness/loader/register-self.ts', import.meta.url).href;
const worker = fileURLToPath(new URL('worker-child.ts', import.meta.url));

const workers: Workers = {
  profile: async ({ root: tree }) =>
    mapOf({
      baseline: {
        wall_time_ms: kind === 'real' ? 10 : costIn(tree),
        cpu_time_ms: 60,
        memory_peak_mb: 80,
      },
    }),
  gate: async ({ cycle }) => ({
    verdict: 'PROCEED',
    outcome: 'go-on',
    cycle,
    indicators: [],
    concerns: [],
    waiver: null,
  }),
  generate: async ({ exclude }) => {
    const all: readonly (readonly (typeof CYCLES.mock)[number][number][])[] = CYCLES[kind];
    const fresh = all.find((some) => some.every(({ key }) => !exclude.includes(key))) ?? [];
    return {
      industry_benchmark: null,
      target_metrics: {},
      hypotheses: fresh.map((hypothesis) => hypothesisOf({ ...hypothesis })),
      local_codebase_findings: [],
      research_sources: [],
      disclaimer: 'no external sources verified',
    };
  },
  validate: async () => ({
    verdict: 'GO',
    corrections_applied: 0,
    hypotheses_removed: [],
    concerns: [],
  }),
  execute: (asked) =>
    runWorker(
      host,
      { file: process.execPath, args: ['--import', register, worker, kind] },
      'execute',
      asked,
    ),
};

process.stdout.write('begins\n');
const { exitCode } = await runLoop(root, workers, {
  target: TARGETS[kind],
  observed: '900ms:response_time',
  goal: '1ms',
  maxCycles: String(CYCLES[kind].length),
  resume: hasState(root, kind),
});
process.exitCode = exitCode;
