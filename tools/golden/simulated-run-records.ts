/** Records and comparisons of samples drawn from a seed; all else follows by the product's own functions. */

import { DEFAULT_RULES } from '../../harness/gate/decide/default-comparison-rules.ts';
import { judgeScenarioSuite } from '../../harness/gate/decide/judge-scenario-suite.ts';
import { parseBudget } from '../../harness/gate/parse-metric-budget.ts';
import { gatedMetrics } from '../../harness/gate/select-gated-metrics.ts';
import { countFailedTrials } from '../../harness/live-comparison/collect-paired-metric-values.ts';
import { collectMetricEvidence } from '../../harness/live-comparison/scenario-comparison-state.ts';
import type { SideId } from '../../harness/model/base-or-head-of-comparison.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Environment } from '../../harness/model/measurement-environment.ts';
import { getMetric } from '../../harness/model/metric.ts';
import type { Budget } from '../../harness/model/scenario/budget.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Failure, Trial } from '../../harness/model/trial.ts';
import { fileSlug, startRunRecord } from '../../harness/sampling/create-initial-run-record.ts';
import { finishRunRecord } from '../../harness/sampling/summarise-and-judge-run-record.ts';
import { createRandom, type Random } from '../../harness/stats/seeded-random.ts';

const START = Date.parse('2026-11-20T09:30:00.000Z');
export const GOLDEN_COMMITS = { a: '3f1c9a7d5b2e8f60417c', b: '9e02d4c81fa6b7735510' } as const;

/** The machine of every document. */
export const GOLDEN_ENVIRONMENT: Environment = {
  machine: {
    id: '6f1ed002ab55',
    hostname: 'bench-1',
    platform: 'linux',
    arch: 'x64',
    release: '6.12.0',
    cpuModel: 'AMD EPYC 7763',
    cpuCount: 4,
    memoryBytes: 16_777_216_000,
    virtual: true,
  },
  runtime: { node: '26.10.0', v8: '15.2.1', execPath: '/usr/local/bin/node' },
  harness: { version: '0.1.0' },
  git: { commit: GOLDEN_COMMITS.a, branch: 'main', dirty: false },
  ci: null,
};

/** Centre of a metric, its relative spread, and how much of the base's centre the head has. */
export type SimulatedMetric = readonly [center: number, spread: number, ratio?: number];

/** Metrics of a function scenario whose head takes `time` times the time, `bytes` the bytes. */
export function functionMetrics(time = 1, bytes = 1): Readonly<Record<string, SimulatedMetric>> {
  return {
    wall_time: [1.2384, 0.011, time],
    cpu_time: [1.301, 0.014, time],
    memory_peak: [71_303_168, 0.006],
    allocated: [512_344, 0.0004, bytes],
    gc_time: [0.0421, 0.09, bytes],
  };
}

/** Metrics of an http scenario. */
export const HTTP_METRICS: Readonly<Record<string, SimulatedMetric>> = {
  'latency.p50': [3.412, 0.04],
  'latency.p95': [6.874, 0.08],
  throughput: [14_231, 0.05],
  error_rate: [0, 0],
  cpu_time: [0.0612, 0.03],
};

/** A scenario with the measurements of its units and its outcome. */
export interface SimulatedScenario {
  readonly scenario: string;
  readonly kind?: RunRecord['kind'];
  /** Scenario file; null: the scenario was given on the command line. */
  readonly file?: string | null;
  readonly group?: string;
  readonly tags?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly budgets?: readonly Budget[];
  readonly regression?: Readonly<Record<string, number>>;
  readonly metrics?: Readonly<Record<string, SimulatedMetric>>;
  readonly unavailable?: Readonly<Record<string, string>>;
  /** Units after the warm-up, or pairs of the screen. */
  readonly units?: number;
  /** Pairs that confirm. */
  readonly confirm?: number;
  readonly unitMs?: number;
  /** Factor by which the seventh unit takes longer. */
  readonly outlier?: number;
  /** Two modes of the values: the factor of the upper mode, and its share on each side. */
  readonly modes?: Readonly<Record<'factor' | SideId, number>>;
  /** Pairs of which the base fails. */
  readonly failedPairs?: readonly number[];
  /** Failure of the last unit. */
  readonly failure?: Failure;
  readonly findings?: readonly Finding[];
  readonly stop?: string;
  /** Reason why there is no result. */
  readonly trouble?: string;
  readonly nodes?: Readonly<Record<SideId, string>>;
}

export function createBudget(
  metric: string,
  text: string,
  level: Budget['level'] = 'error',
): Budget {
  const parsed = parseBudget(metric, text, level);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

/** Creates the record of a scenario measured alone. */
export function createRunRecord(plan: SimulatedScenario, number = 0): RunRecord {
  const { side: _, ...record } = recordOf(plan, number, 'a', drawUnits(plan, number, ['a']).a);
  return record;
}

/** A live comparison of scenarios, judged by their pairs. */
export function createLiveReport(
  plans: readonly SimulatedScenario[],
  over: Partial<ComparisonReport> = {},
): ComparisonReport {
  const measured = plans.map((plan, number) => {
    const trials = drawUnits(plan, number, ['a', 'b']);
    const { scenario: name, kind = 'function', budgets = [], regression = {} } = plan;
    const scenario = { name, regression, margin: null };
    const gated = gatedMetrics({ kind, budgets, regression, margin: null });
    const evidence = collectMetricEvidence({ scenario, gated, trials, calibration: null }, null);
    const sides = (['a', 'b'] as const).map((side) => recordOf(plan, number, side, trials[side]));
    const { trouble = null } = plan;
    return { sides, evidence: { evidence, trouble, failures: countFailedTrials(trials) } };
  });
  return {
    schema: COMPARISON_SCHEMA,
    id: '20261120T093000000Z-c0de',
    seed: 4_711,
    confidence: DEFAULT_RULES.confidence,
    base: { label: 'main', source: 'ref', commit: GOLDEN_COMMITS.a },
    head: { label: 'working tree', source: 'tree', commit: GOLDEN_COMMITS.b },
    ...judgeScenarioSuite(
      measured.map(({ evidence }) => evidence),
      DEFAULT_RULES,
    ),
    runs: measured.flatMap(({ sides }) =>
      sides.every((run) => run.trials.length > 1) ? sides : [],
    ),
    rules: DEFAULT_RULES,
    plan: 'back-to-back',
    reproduce: 'perf-harness compare main --seed 4711',
    ...over,
  };
}

function recordOf(
  plan: SimulatedScenario,
  number: number,
  side: SideId,
  trials: readonly Trial[],
): RunRecord {
  const { scenario: name, file = 'scenarios/example.ts', findings = [], settings = {} } = plan;
  const now = new Date(START + number * 120_000);
  const scenario = {
    name,
    kind: plan.kind ?? 'function',
    source: file === null ? null : { name, file },
    group: plan.group ?? null,
    params: {},
    tags: plan.tags ?? [],
    hooks: [],
    margin: null,
    budgets: plan.budgets ?? [],
    regression: plan.regression ?? {},
    sampling: { minTrials: 5, maxTrials: 30, precision: 0.02, maxTimeMs: 30_000, warmupTrials: 1 },
    ...settings,
  } as unknown as Scenario;
  const { stop = plan.failure === undefined ? 'precise' : 'failed' } = plan;
  const node = plan.nodes?.[side] ?? GOLDEN_ENVIRONMENT.runtime.node;
  const environment = {
    ...GOLDEN_ENVIRONMENT,
    runtime: { ...GOLDEN_ENVIRONMENT.runtime, node },
    git: {
      commit: GOLDEN_COMMITS[side],
      branch: side === 'a' ? 'main' : 'faster',
      dirty: side === 'b',
    },
  };
  const id = `${now.toISOString().replace(/[-:.]/g, '')}-${fileSlug(name)}-${side}${number}`;
  const started = startRunRecord(now, scenario, { environment, findings: [], seed: 42 });
  const timings = { prepare: 41.5, measure: trials.length * 900 };
  const finishedAt = new Date(now.getTime() + 30_000).toISOString();
  const ending = { stop, interrupted: stop === 'interrupted', finishedAt, timings };
  const check = { id: 'drawn', check: () => findings };
  return {
    ...finishRunRecord({ ...started, id, side }, scenario, trials, ending, [check]),
    side,
  };
}

/** Units of each side in pairs with coins and stages, on a machine that both sides of a pair share. */
function drawUnits(
  plan: SimulatedScenario,
  number: number,
  sides: readonly SideId[],
): Record<SideId, Trial[]> {
  const { units = 6, confirm = 0, unitMs = 520, failure, failedPairs, unavailable = {} } = plan;
  const random = createRandom(4_711 + number * 131);
  const started = START + number * 120_000;
  const trials: Record<SideId, Trial[]> = { a: [], b: [] };
  const pairs = units < 0 ? 0 : 1 + units + confirm + (failure === undefined ? 0 : 1);
  for (let pair = 0; pair < pairs; pair += 1) {
    const coin = random.integer(2) as 0 | 1;
    const shared = { seed: 1 + random.integer(2 ** 31 - 2), common: normal(random) };
    for (const side of sides) {
      const slot = sides.length === 1 ? 0 : side === 'a' ? coin : ((1 - coin) as 0 | 1);
      const index = sides.length * pair + slot;
      const durationMs = Math.round(unitMs * (1 + 0.02 * normal(random)));
      const place = {
        index,
        warmup: pair === 0,
        side,
        pair,
        slot,
        seed: shared.seed,
        durationMs,
        ...(sides.length > 1 && {
          stage: pair <= units ? ('screen' as const) : ('confirm' as const),
        }),
        startedAt: new Date(started + index * (unitMs + 80)).toISOString(),
        startedMs: 9_000_000 + index * (unitMs + 80),
      } as const;
      const measurements = drawMeasurements(plan, pair, side, { common: shared.common, random });
      const fails = { reason: 'exit-code', message: 'it ended with exit code 3' } as const;
      const isLast = failure !== undefined && pair === pairs - 1;
      if (isLast || (side === 'a' && failedPairs?.includes(pair))) {
        trials[side].push({ state: 'failed', ...place, failure: isLast ? failure : fails });
        continue;
      }
      const blocks = [{ operations: 400, durationMs: durationMs / 2, measurements }];
      trials[side].push({ state: 'completed', ...place, measurements, unavailable, blocks });
    }
  }
  return trials;
}

function drawMeasurements(
  { metrics = functionMetrics(), modes, outlier = 1 }: SimulatedScenario,
  pair: number,
  side: SideId,
  { common, random }: { readonly common: number; readonly random: Random },
): Readonly<Record<string, number>> {
  const drawn = Object.entries(metrics).map(([name, [center, spread, ratio = 1]]) => {
    const isUpper = modes !== undefined && random.next() < modes[side];
    const noise = Math.exp(spread * (common + normal(random)));
    const slow = pair === 7 && /wall|cpu/u.test(name) ? outlier : 1;
    const value = center * (side === 'a' ? 1 : ratio) * (isUpper ? modes.factor : 1) * noise * slow;
    const isWhole = ['count', 'B'].includes(getMetric(name).unit) && center >= 10;
    return [name, isWhole ? Math.round(value) : Number(value.toPrecision(7))] as const;
  });
  return Object.fromEntries(drawn);
}

/** Sum of twelve uniform numbers less six: normal enough for a picture. */
function normal(random: Random): number {
  return Array.from({ length: 12 }, random.next).reduce((sum, draw) => sum + draw, -6);
}
