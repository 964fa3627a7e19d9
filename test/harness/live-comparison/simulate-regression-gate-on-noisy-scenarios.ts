/** A suite whose limit is tighter than its noise, with one scenario far beyond the limit. */
import { readFileSync } from 'node:fs';
import { judgeGate } from '../../../harness/gate/judge-gate.ts';
import { createHost } from '../../../harness/host.ts';
import type { ProgressEvent } from '../../../harness/model/progress-event.ts';
import { createRandom } from '../../../harness/stats/seeded-random.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { gateEvidence } from '../../support/gate-evidence-without-measurements.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';

export const SLOW_SCENARIO = 'the slow one';
export const REGRESSION_LIMIT = 0.02;

const host = createHost();

/** Log-ratios of pairs of the same code, as they were measured. */
const MEASURED = readFileSync(
  new URL('../../fixtures/aa-pairs/log-ratios.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .flatMap((line) => (JSON.parse(line) as { readonly pairs: readonly number[] }).pairs);

export interface NoisySuiteOptions {
  readonly seed: number;
  readonly scenarios: number;
  readonly budgetMs: number;
  /** Time of a unit on the scripted clock, in milliseconds. */
  readonly unitMs?: number;
  /** Factor applied to the measured noise. */
  readonly noise: number;
  /** Slowdown of the slow scenario, as a ratio; 1: none. */
  readonly slower: number;
  readonly limit?: number;
}

/** A gate over such a suite in limited time, on a clock that only units move. */
export async function gateNoisySuite({
  seed,
  scenarios,
  budgetMs,
  unitMs = 550,
  noise,
  slower,
  limit = REGRESSION_LIMIT,
}: NoisySuiteOptions) {
  let nowMs = 0;
  const random = createRandom(seed);
  const names = Array.from({ length: scenarios }, (_, index) =>
    index === Math.floor(0.6 * scenarios) ? SLOW_SCENARIO : `scenario ${index}`,
  );
  const progress: ProgressEvent[] = [];
  const regression = { wall_time: limit };
  const { report } = await runScriptedComparison({
    scenarios: names.map((name) =>
      functionScenario({ name, measureMs: 1, warmupMs: 0, regression }),
    ),
    script: ({ side }, { name }) => {
      nowMs += unitMs;
      if (side === 'a') return { measurements: { wall_time: 100 } };
      const drawn = noise * (MEASURED[random.integer(MEASURED.length)] ?? 0);
      const ratio = name === SLOW_SCENARIO ? slower : 1;
      return { measurements: { wall_time: 100 * ratio * Math.exp(drawn) } };
    },
    options: { budgetMs, maxTimeMs: Number.POSITIVE_INFINITY, seed },
    parts: {
      host: { ...host, clock: { now: () => new Date(0), monotonicMs: () => nowMs } },
      onProgress: (event) => progress.push(event),
    },
  });
  const judged = judgeGate(
    gateEvidence({
      scenarios: names.map((name) => functionScenario({ name, regression })),
      comparison: report,
    }),
    { on_inconclusive: 'warn', report_only: false, require_baseline: false },
  );
  return { report, judged, progress, spentMs: nowMs };
}
