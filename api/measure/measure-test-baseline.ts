import type { Host } from '../../harness/host.ts';
import type { RunRecord } from '../../harness/model/documents/record.ts';
import {
  BASELINE_FIELDS,
  type BaselineField,
  type TestBaseline,
} from '../../harness/model/documents/test-baseline.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { ProgressListener } from '../../harness/model/progress.ts';
import type { CommandLine, Scenario } from '../../harness/model/scenario/scenario.ts';
import type { Trial } from '../../harness/model/trial.ts';
import { commandScenario } from '../../harness/scenario/ad-hoc.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { median } from '../../harness/stats/quantile.ts';
import type { Session } from '../project/open-session.ts';
import { runScenarios } from './run-scenarios.ts';

/** What of a test command is measured, beside its times and its memory. */
export interface TestBaselineOptions {
  /** Folder that it runs in, absolute. */
  readonly folder: string;
  /** Fields beyond `wall_time_ms`, `cpu_time_ms` and `memory_peak_mb`, which there are always. */
  readonly fields?: readonly BaselineField[] | undefined;
  /** Limit for one run, milliseconds. Default: 5 minutes. */
  readonly timeoutMs?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
}

const DISCARDED = 1;
const RUNS = 3;
const LIMIT_MS = 300_000;
const ALWAYS: readonly BaselineField[] = ['wall_time_ms', 'cpu_time_ms', 'memory_peak_mb'];
const BYTES_PER_MB = 1_000_000;

/** The metric behind each field, and what one of the field's units is of the metric's base unit. */
const SOURCES: Readonly<Record<BaselineField, readonly [metric: string, perUnit: number]>> = {
  wall_time_ms: ['wall_time', 1],
  cpu_time_ms: ['cpu_time', 1],
  memory_peak_mb: ['memory_peak', BYTES_PER_MB],
  memory_delta_mb: ['memory_growth', BYTES_PER_MB],
  io_read_bytes: ['io_read', 1],
  io_write_bytes: ['io_write', 1],
  http_round_trips: ['http_round_trips', 1],
};
/** Metrics that are measured only where they are asked for. */
const OPTIONAL: ReadonlySet<string> = new Set(['memory_growth', 'http_round_trips']);

/**
 * What a test command takes on unmodified code: the median of three runs after one that is
 * discarded, all fields of the same runs. A run that fails, the discarded one included, blocks.
 */
export async function measureTestBaseline(
  host: Host,
  config: Config,
  command: CommandLine,
  session: Session,
  options: TestBaselineOptions,
): Promise<TestBaseline> {
  const fields = BASELINE_FIELDS.filter(
    (field) => ALWAYS.includes(field) || options.fields?.includes(field),
  );
  const scenario = baselineScenario(config, command, fields, options);
  const report = await runScenarios(host, config, [scenario], session, options);
  const record = report.runs[0];
  if (record === undefined) throw new Error('a run of one scenario has one record');
  return toBaseline(scenario.name, record, fields);
}

function baselineScenario(
  config: Config,
  command: CommandLine,
  fields: readonly BaselineField[],
  { folder, timeoutMs = LIMIT_MS }: TestBaselineOptions,
): Scenario {
  const metrics = fields.map((field) => SOURCES[field][0]).filter((one) => OPTIONAL.has(one));
  const sampling = {
    minTrials: RUNS,
    maxTrials: RUNS,
    precision: 0,
    maxTimeMs: timeoutMs * RUNS,
    warmupTrials: DISCARDED,
  };
  const scenario = commandScenario(command, folder, { config, allowRemote: [] });
  return { ...scenario, metrics, sampling, timeoutMs };
}

function toBaseline(
  command: string,
  record: RunRecord,
  fields: readonly BaselineField[],
): TestBaseline {
  const failed = record.trials.find((trial) => trial.state === 'failed');
  const blocked = failed === undefined ? [] : [blockedBy(failed)];
  const errors = record.findings.filter(({ level }) => level === 'error');
  const runs = record.trials.filter((trial) => trial.state === 'completed' && !trial.warmup);
  const metrics: Partial<Record<BaselineField, number>> = {};
  const samples: Partial<Record<BaselineField, readonly number[]>> = {};
  const unavailable: Partial<Record<BaselineField, string>> = {};
  for (const field of fields) {
    const [metric, perUnit] = SOURCES[field];
    const values = runs.flatMap((trial) => measuredIn(trial, metric));
    if (values.length < runs.length || runs.length === 0) {
      unavailable[field] = record.unavailable[metric] ?? reasonIn(runs, metric);
      continue;
    }
    samples[field] = values.map((value) => value / perUnit);
    metrics[field] = median(values) / perUnit;
  }
  const isBlocked = failed !== undefined || record.state === 'failed';
  return {
    test_command: command,
    metrics: isBlocked ? {} : metrics,
    samples: isBlocked ? {} : samples,
    unavailable: isBlocked ? {} : unavailable,
    runs: runs.length,
    discarded: record.trials.filter(({ warmup }) => warmup).length,
    state: isBlocked ? 'blocked' : record.state === 'interrupted' ? 'interrupted' : 'measured',
    findings: [...blocked, ...(blocked.length > 0 ? [] : errors)],
  };
}

function measuredIn(trial: Trial, metric: string): readonly number[] {
  const value = trial.state === 'completed' ? trial.measurements[metric] : undefined;
  return value === undefined ? [] : [value];
}

function reasonIn(runs: readonly Trial[], metric: string): string {
  for (const trial of runs) {
    const reason = trial.state === 'completed' ? trial.unavailable[metric] : undefined;
    if (reason !== undefined) return reason;
  }
  return 'it was not in every run';
}

function blockedBy({ failure }: Extract<Trial, { readonly state: 'failed' }>): Finding {
  const said = failure.output === undefined ? '' : `\n${failure.output}`;
  return {
    id: 'test-fails',
    level: 'error',
    message: 'test fails before profiling — fix test first',
    remedy: `${failure.message}${said}`,
  };
}
