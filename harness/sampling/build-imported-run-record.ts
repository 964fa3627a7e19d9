import { gatedMetrics, resolveMetricMargin } from '../gate/select-gated-metrics.ts';
import {
  RECORD_SCHEMA,
  type RunRecord,
  restoreRecordedScenario,
} from '../model/documents/run-record.ts';
import type { Finding } from '../model/finding.ts';
import type { ImportedRun, ImportedTrial } from '../model/imported-run.ts';
import { findMetric } from '../model/metric.ts';
import type { Block, Trial } from '../model/trial.ts';
import { combineTrialBlocks } from './aggregate-trial-block-metrics.ts';
import { createRecordId } from './create-initial-run-record.ts';
import { finishRunRecord } from './summarise-and-judge-run-record.ts';

/** Minimum number of trials for a 95 % interval: the range of fewer covers the median less often. */
const MIN_TRIALS = 6;

/** Program that measured a run, and the files that it was read from. */
export interface RecordOrigin {
  readonly format: string;
  readonly tool: string;
  /** Advice on how to get more trials; absent: import the files of several runs. */
  readonly moreTrials?: string;
  readonly files: readonly string[];
}

/** Builds the record of a run that another program measured, judged by the limits in its file. */
export async function importedRecord(
  run: ImportedRun,
  origin: RecordOrigin,
  now: Date,
): Promise<RunRecord> {
  const started = startRecord(run, origin, now);
  const trials = await Promise.all(
    run.trials.map((trial, index) => toTrial(trial, index, started.startedAt)),
  );
  const scenario = restoreRecordedScenario(started);
  if (scenario === null) throw new TypeError('the settings of an imported run are incomplete');
  const end = {
    stop: 'imported',
    interrupted: false,
    finishedAt: now.toISOString(),
    timings: {},
  };
  return withGatedMetric(finishRunRecord(started, scenario, trials, end, []));
}

function startRecord(run: ImportedRun, origin: RecordOrigin, now: Date): RunRecord {
  const { scenario, kind, params, version, machine, runtime, settings, budgets } = run;
  const { format, tool, files } = origin;
  const startedAt = run.trials.find(hasStart)?.startedAt ?? run.field?.from ?? now.toISOString();
  return {
    schema: RECORD_SCHEMA,
    id: createRecordId(new Date(startedAt), scenario),
    state: 'running',
    scenario,
    kind,
    file: null,
    group: null,
    params,
    tags: [],
    settings: { ...settings, budgets, regression: {}, margin: null },
    startedAt,
    finishedAt: null,
    seed: 0,
    stop: null,
    environment: null,
    imported: { format, tool, version, files, machine, runtime },
    ...(run.field === undefined ? {} : { field: run.field }),
    metrics: {},
    unavailable: {},
    trials: [],
    findings: [...run.findings, ...trialFindings(run, origin)],
    budgets: [],
    verdict: 'inconclusive',
    timings: {},
  };
}

function hasStart(
  trial: ImportedTrial,
): trial is Extract<ImportedTrial, { state: 'completed' }> & { startedAt: string } {
  return trial.state === 'completed' && trial.startedAt !== null;
}

async function toTrial(trial: ImportedTrial, index: number, startedAt: string): Promise<Trial> {
  const planned = {
    index,
    warmup: false,
    side: 'a',
    pair: index,
    slot: 0,
    seed: 0,
    startedMs: 0,
  } as const;
  if (trial.state === 'failed') {
    const failure = { reason: 'threw', message: trial.message } as const;
    return { state: 'failed', ...planned, startedAt, durationMs: 0, failure };
  }
  const blocks = trial.blocks.map(withPlausibleValues);
  return {
    state: 'completed',
    ...planned,
    startedAt: trial.startedAt ?? startedAt,
    durationMs: blocks.reduce((sum, { durationMs }) => sum + durationMs, 0),
    ...(await combineTrialBlocks(blocks, undefined)),
    blocks,
  };
}

/** Replaces implausible values by 0, since an imported file may contain anything. */
function withPlausibleValues(block: Block): Block {
  const { operations, durationMs } = block;
  const plausible = (value: number): number => (Number.isFinite(value) && value >= 0 ? value : 0);
  return { ...block, operations: plausible(operations), durationMs: plausible(durationMs) };
}

/** Returns findings about conclusions that the trials do not support. */
function trialFindings(
  { trials }: ImportedRun,
  { tool, moreTrials }: RecordOrigin,
): readonly Finding[] {
  const completed = trials.filter(({ state }) => state === 'completed');
  const findings: Finding[] = [];
  const maxBlocks = trials.reduce(
    (known, trial) => (trial.state === 'completed' ? Math.max(known, trial.blocks.length) : known),
    0,
  );
  if (maxBlocks > 1) {
    findings.push({
      id: 'import-one-process',
      level: 'info',
      message: `Repetitions of ${tool} within one process are not independent, so up to ${maxBlocks} measurements form a single trial, represented by their median.`,
    });
  }
  if (completed.length > 0 && completed.length < MIN_TRIALS) {
    findings.push({
      id: 'import-few-trials',
      level: 'warning',
      message: `${completed.length === 1 ? 'One trial has' : `${completed.length} trials have`} no 95 % interval, so a comparison stays inconclusive.`,
      remedy:
        moreTrials ??
        `Import the files of at least ${MIN_TRIALS} runs of ${tool} together: each run becomes a trial.`,
    });
  }
  return findings;
}

/** Metrics that are gated if a file has none of those that its kind gates; the first one applies. */
const SUBSTITUTE_METRICS = [
  'latency.p90',
  'latency.p99',
  'latency.p50',
  'throughput',
  'ttfb',
  'transferred',
  'query_time.p95',
  'query_time.p50',
];

function withGatedMetric(record: RunRecord): RunRecord {
  const judged = { kind: record.kind, budgets: [], regression: {}, margin: null };
  if ([...gatedMetrics(judged)].some((name) => name in record.metrics)) return record;
  const name = SUBSTITUTE_METRICS.find((standIn) => standIn in record.metrics);
  const metric = name === undefined ? undefined : findMetric(name);
  if (metric === undefined) return record;
  const regression = { [metric.name]: resolveMetricMargin(metric, judged) };
  return { ...record, settings: { ...record.settings, regression } };
}
