import { createHash } from 'node:crypto';
import type { imports, metrics, records } from 'perf-harness/plugin';

/** Bodies of OTLP/HTTP requests as JSON, by their path. */
export interface OtlpRequests {
  readonly 'v1/traces': object;
  readonly 'v1/metrics': object;
}

/** Runs as traces with their trials; metrics, comparisons and gates as gauges. */
export function createOtlpRequests(
  document: records.MeasuredDocument,
  { version, nowMs }: { readonly version: string; readonly nowMs: number },
): OtlpRequests {
  const gate = document.schema === 'perf-harness/gate@1' ? document : null;
  const comparison = document.schema === 'perf-harness/comparison@1' ? document : gate?.comparison;
  const runs = gate === null ? document.runs : [...(gate.comparison?.runs ?? []), ...document.runs];
  const resource = {
    attributes: toAttributes({ 'service.name': 'perf-harness', 'service.version': version }),
  };
  const scope = { name: 'perf-harness', version };
  const points = [
    // Only the head of a comparison, since two runs of one scenario would be a single series.
    ...runs.filter(({ side }) => side !== 'a').flatMap(runPoints),
    ...(comparison?.comparisons ?? []).flatMap((row) => comparisonPoints(row, nowMs)),
    ...(gate === null ? [] : [gatePoint(gate, nowMs)]),
  ];
  return {
    'v1/traces': {
      resourceSpans: [{ resource, scopeSpans: [{ scope, spans: runs.flatMap(createSpans) }] }],
    },
    'v1/metrics': {
      resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics: toGauges(points) }] }],
    },
  };
}

interface Point {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly timeMs: number;
  readonly attributes: Attributes;
}

/** UCUM units, as the semantic conventions require, and the divisor that converts to them. */
const UCUM: Readonly<Record<metrics.Unit, { readonly unit: string; readonly divisor: number }>> = {
  ms: { unit: 's', divisor: 1_000 },
  B: { unit: 'By', divisor: 1 },
  count: { unit: '1', divisor: 1 },
  ratio: { unit: '1', divisor: 1 },
  '/s': { unit: '{operation}/s', divisor: 1 },
  score: { unit: '1', divisor: 1 },
};

/** The metrics of a run with the ends of their intervals, at the time that the run was over. */
function runPoints(run: records.RunRecord): readonly Point[] {
  const timeMs = Date.parse(run.finishedAt ?? run.startedAt);
  const attributes = { 'perf_harness.scenario': run.scenario, 'perf_harness.kind': run.kind };
  return Object.entries(run.metrics).flatMap(([metric, { unit: own, center, low, high }]) => {
    const { unit, divisor } = UCUM[own];
    const name = `perf_harness.${metric}`;
    const ends = { [name]: center, [`${name}.low`]: low, [`${name}.high`]: high };
    return Object.entries(ends).map(([each, value]) => {
      return { name: each, unit, value: value / divisor, timeMs, attributes };
    });
  });
}

function comparisonPoints(
  { scenario, metric, verdict, ratio, low, high }: records.Comparison,
  timeMs: number,
): readonly Point[] {
  const attributes = {
    'perf_harness.scenario': scenario,
    'perf_harness.metric': metric,
    'perf_harness.verdict': verdict,
  };
  return Object.entries({ ratio, 'ratio.low': low, 'ratio.high': high }).flatMap(([end, value]) =>
    value === null
      ? []
      : [{ name: `perf_harness.comparison.${end}`, unit: '1', value, timeMs, attributes }],
  );
}

function gatePoint(
  gate: Extract<records.MeasuredDocument, { schema: 'perf-harness/gate@1' }>,
  timeMs: number,
): Point {
  const attributes = { 'perf_harness.verdict': gate.verdict };
  return {
    name: 'perf_harness.gate.exit_code',
    unit: '1',
    value: gate.exit_code,
    timeMs,
    attributes,
  };
}

function toGauges(points: readonly Point[]): readonly object[] {
  return [...Map.groupBy(points, ({ name, unit }) => `${name} ${unit}`).values()].map((group) => ({
    name: group[0]?.name,
    unit: group[0]?.unit,
    gauge: {
      dataPoints: group.map(({ value, timeMs, attributes }) => ({
        asDouble: value,
        timeUnixNano: toNanoseconds(timeMs),
        attributes: toAttributes(attributes),
      })),
    },
  }));
}

const INTERNAL = 1;
const STATUS = { unset: 0, error: 2 } as const;

/**
 * Converts a run to a trace whose child spans are its trials, with their real times. Identifiers
 * are derived from the record's, so a run that is sent twice is the same trace.
 */
function createSpans(run: records.RunRecord): readonly object[] {
  const traceId = digest(run.id, 32);
  const spanId = digest(`${run.id}/run`, 16);
  const isBad = run.verdict === 'fail' || run.state === 'failed';
  return [
    {
      traceId,
      spanId,
      name: 'perf-harness run',
      kind: INTERNAL,
      startTimeUnixNano: toNanoseconds(Date.parse(run.startedAt)),
      endTimeUnixNano: toNanoseconds(Date.parse(run.finishedAt ?? run.startedAt)),
      attributes: toAttributes({
        'perf_harness.scenario': run.scenario,
        'perf_harness.kind': run.kind,
        'perf_harness.record': run.id,
        'perf_harness.state': run.state,
        'perf_harness.verdict': run.verdict,
        'vcs.ref.head.revision': run.environment?.git?.commit,
      }),
      status: { code: isBad ? STATUS.error : STATUS.unset },
    },
    ...run.trials.map((trial, index) => ({
      traceId,
      spanId: digest(`${run.id}/${index}`, 16),
      parentSpanId: spanId,
      ...trialSpan(trial),
    })),
  ];
}

function trialSpan(trial: imports.Trial): object {
  const startMs = Date.parse(trial.startedAt);
  return {
    name: 'trial',
    kind: INTERNAL,
    startTimeUnixNano: toNanoseconds(startMs),
    endTimeUnixNano: toNanoseconds(startMs + trial.durationMs),
    attributes: toAttributes({
      'perf_harness.trial.index': trial.index,
      'perf_harness.trial.state': trial.state,
      'perf_harness.trial.side': trial.side,
      'perf_harness.trial.warmup': trial.warmup ? 1 : null,
    }),
    status:
      trial.state === 'failed'
        ? { code: STATUS.error, message: trial.failure.message.toWellFormed() }
        : { code: STATUS.unset },
  };
}

function digest(text: string, letters: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, letters);
}

type Attributes = Readonly<Record<string, string | number | null | undefined>>;

/** Converts known values to attributes as the JSON of OTLP has them; unknown ones are left out. */
function toAttributes(attributes: Attributes): readonly object[] {
  return Object.entries(attributes).flatMap(([key, value]) => {
    if (value === null || value === undefined) return [];
    const typed =
      typeof value === 'number' ? { doubleValue: value } : { stringValue: value.toWellFormed() };
    return [{ key, value: typed }];
  });
}

/** Converts milliseconds to nanoseconds since 1970 as text, as a double cannot hold them. */
function toNanoseconds(ms: number): string {
  return String(BigInt(Math.round(ms * 1_000)) * 1_000n);
}
