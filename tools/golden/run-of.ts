import { judgeBudget, judgeBudgets } from '../../harness/gate/judge.ts';
import { parseBudget } from '../../harness/gate/parse-budget.ts';
import { RECORD_SCHEMA, type RunRecord } from '../../harness/model/documents/record.ts';
import type { Environment } from '../../harness/model/environment.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { METRICS, metricOf } from '../../harness/model/metric.ts';
import type { BudgetResult } from '../../harness/model/scenario/budget.ts';
import type { Summary } from '../../harness/model/summary.ts';
import type { Failure, Trial } from '../../harness/model/trial.ts';
import { createRandom } from '../../harness/stats/random.ts';
import { summarize } from '../../harness/stats/summarize.ts';

/** The machine of every golden document. */
export const ENVIRONMENT: Environment = {
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
  git: { commit: '3f1c9a7d5b2e8f60417c', branch: 'main', dirty: false },
  ci: null,
};

const START = Date.parse('2026-09-20T10:15:00.000Z');

/** Centre, and relative spread of a metric over trials. */
export type Drawn = readonly [center: number, spread: number];

/** What a record is to hold. */
export interface RunPlan {
  readonly scenario: string;
  readonly kind?: RunRecord['kind'];
  readonly file?: string | null;
  readonly trials: number;
  readonly trialMs?: number;
  readonly metrics: Readonly<Record<string, Drawn>>;
  readonly budgets?: readonly (readonly [string, string, ('warn' | 'error')?])[];
  readonly findings?: readonly Finding[];
  readonly unavailable?: Readonly<Record<string, string>>;
  readonly failure?: Failure;
  readonly stop?: string;
  readonly state?: RunRecord['state'];
  readonly group?: string;
  readonly tags?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** One slow trial among them, as a multiple. */
  readonly outlier?: number;
}

/** A record made from a seed, with the project's own summaries and verdicts. */
export function runOf(plan: RunPlan, number = 0): RunRecord {
  const random = createRandom(number * 77 + plan.scenario.length);
  const started = START + number * 60_000;
  const trials = trialsOf(plan, started, random.next);
  const sampleOf = (name: string) =>
    trials.flatMap((trial) =>
      trial.state === 'completed' && !trial.warmup ? (trial.measurements[name] ?? []) : [],
    );
  const metrics: Record<string, Summary> = {};
  for (const metric of METRICS.values()) {
    const sample = sampleOf(metric.name);
    if (sample.length > 0) metrics[metric.name] = summarize(metric, sample);
  }
  const budgets = (plan.budgets ?? []).map((budget) => budgetOf(budget, metrics));
  const stop = plan.failure === undefined ? (plan.stop ?? 'precise') : 'failed';
  const state = plan.state ?? (plan.failure === undefined ? 'completed' : 'failed');
  const slug = plan.scenario.replace(/[^a-z0-9]+/gi, '-').slice(0, 40);
  const stamp = new Date(started).toISOString().replace(/[-:.]/g, '');
  return {
    schema: RECORD_SCHEMA,
    id: `${stamp}-${slug}-${(number + 4096).toString(16)}`,
    state,
    scenario: plan.scenario,
    kind: plan.kind ?? 'function',
    file: plan.file === undefined ? 'scenarios/example.ts' : plan.file,
    group: plan.group ?? null,
    params: {},
    tags: plan.tags ?? [],
    settings: {
      sampling: {
        minTrials: 5,
        maxTrials: 30,
        precision: 0.02,
        maxTimeMs: 30_000,
        warmupTrials: 1,
      },
      ...plan.settings,
    },
    startedAt: new Date(started).toISOString(),
    finishedAt: state === 'interrupted' ? null : new Date(started + 30_000).toISOString(),
    seed: 42,
    stop,
    environment: ENVIRONMENT,
    metrics,
    unavailable: plan.unavailable ?? {},
    trials,
    findings: plan.findings ?? [],
    budgets,
    verdict: state === 'failed' ? 'fail' : judgeBudgets(budgets),
    timings: { prepare: 41.5, measure: trials.length * (plan.trialMs ?? 900) },
  };
}

function trialsOf(plan: RunPlan, started: number, next: () => number): readonly Trial[] {
  const durationMs = plan.trialMs ?? 900;
  const trials: Trial[] = [];
  const planned = plan.trials + 1 + (plan.failure === undefined ? 0 : 1);
  for (let index = 0; index < planned; index += 1) {
    const place = {
      index,
      warmup: index === 0,
      side: 'a' as const,
      pair: index,
      slot: 0 as const,
      seed: 1_000 + index,
      startedAt: new Date(started + index * durationMs).toISOString(),
      startedMs: 5_000_000 + index * durationMs,
      durationMs,
    };
    if (plan.failure !== undefined && index === planned - 1) {
      trials.push({ state: 'failed', ...place, failure: plan.failure });
      continue;
    }
    const measurements: Record<string, number> = {};
    for (const [name, [center, spread]] of Object.entries(plan.metrics)) {
      const noise = 1 + spread * (next() + next() + next() - 1.5);
      const isSlow = index === 6 && ['wall_time', 'cpu_time'].includes(name);
      const slow = isSlow ? (plan.outlier ?? 1) : 1;
      const value = center * noise * slow;
      const isWhole = ['count', 'B'].includes(metricOf(name).unit) && center >= 10;
      measurements[name] = isWhole ? Math.round(value) : Number(value.toPrecision(7));
    }
    const block = { operations: 400, durationMs: durationMs / 2, measurements };
    trials.push({ state: 'completed', ...place, measurements, unavailable: {}, blocks: [block] });
  }
  return trials;
}

function budgetOf(
  [metric, text, level = 'error']: readonly [string, string, ('warn' | 'error')?],
  metrics: Readonly<Record<string, Summary>>,
): BudgetResult {
  const budget = parseBudget(metric, text, level);
  if ('problem' in budget) throw new Error(budget.problem);
  return judgeBudget(budget, metrics[metric]);
}
