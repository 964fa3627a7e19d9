import { RECORD_SCHEMA, type RunRecord } from '../../harness/model/documents/run-record.ts';
import {
  COMPARISON_SCHEMA,
  type ComparisonReport,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { METRICS } from '../../harness/model/metric.ts';
import type { Summary } from '../../harness/model/metric-summary.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { summarizeMetric } from '../../harness/stats/summarize-metric.ts';
import { exampleEnvironment } from './example-measurement-environment.ts';

/** Samples by metric: one number a trial. */
export type MetricSamples = Readonly<Record<string, readonly number[]>>;

/** A completed run of a function scenario that measured these samples. */
export function runRecord(samples: MetricSamples, changes: Partial<RunRecord> = {}): RunRecord {
  const count = Math.max(0, ...Object.values(samples).map(({ length }) => length));
  return {
    schema: RECORD_SCHEMA,
    id: '20260102T030405678Z-sort-a1b2',
    state: 'completed',
    scenario: 'sort',
    kind: 'function',
    file: 'scenarios/sort.ts',
    group: null,
    params: {},
    tags: [],
    settings: {
      cwd: '/project',
      body: { type: 'scenario' },
      measureMs: 500,
      warmupMs: 500,
      budgets: [],
      regression: {},
      margin: null,
    },
    startedAt: '2026-01-02T03:04:05.678Z',
    finishedAt: '2026-01-02T03:05:05.678Z',
    seed: 1,
    stop: 'precise',
    environment: exampleEnvironment,
    metrics: summaries(samples),
    unavailable: {},
    trials: Array.from({ length: count }, (_, index) =>
      completedTrial(index, valuesAt(samples, index)),
    ),
    findings: [],
    budgets: [],
    verdict: 'pass',
    timings: {},
    ...changes,
  };
}

/** A comparison that compares nothing, with these runs. */
export function comparisonOf(runs: readonly RunRecord[]): ComparisonReport {
  return {
    schema: COMPARISON_SCHEMA,
    id: 'one',
    base: { label: 'main', source: 'ref', commit: null },
    head: { label: 'working tree', source: 'tree', commit: null },
    seed: 1,
    confidence: 0.95,
    comparisons: [],
    findings: [],
    runs,
    verdict: 'incomparable',
    rules: null,
    plan: null,
    reproduce: null,
  };
}

/** Returns a completed trial with these measurements, one second after the previous one. */
export function completedTrial(
  index: number,
  measurements: Readonly<Record<string, number>>,
  changes: Partial<Extract<Trial, { state: 'completed' }>> = {},
): Trial {
  return {
    state: 'completed',
    index,
    warmup: false,
    side: 'a',
    pair: index,
    slot: 0,
    seed: 1,
    startedAt: new Date(Date.UTC(2026, 0, 2, 3, 4, 6) + index * 1_000).toISOString(),
    startedMs: index * 1_000,
    durationMs: 900,
    measurements,
    unavailable: {},
    blocks: [{ operations: 10, durationMs: 500, measurements, histogram: 'HISTOGRAM' }],
    ...changes,
  };
}

function summaries(samples: MetricSamples): Record<string, Summary> {
  return Object.fromEntries(
    Object.entries(samples).map(([name, sample]) => {
      const metric = METRICS.get(name);
      if (metric === undefined) throw new TypeError(`unknown metric ${name}`);
      return [name, summarizeMetric(metric, sample)];
    }),
  );
}

function valuesAt(samples: MetricSamples, index: number): Record<string, number> {
  return Object.fromEntries(
    Object.entries(samples).flatMap(([name, sample]) => {
      const value = sample[index];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
