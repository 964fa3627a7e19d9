import { imports, readers } from 'perf-harness/plugin';
import { z } from 'zod';
import { ImportProblem, type TextImporter } from './importer.ts';
import { convertK6Thresholds } from './k6-points-importer.ts';
import { parseJson } from './parse-imported-values.ts';

/** Totals of a whole run: `--summary-export`, the data of `handleSummary`, or `version 1.0.0`. */
export const k6SummaryImporter: TextImporter = {
  type: 'text',
  format: 'k6',
  tool: 'k6',
  recognises: (head) =>
    /"root_group"\s*:/.test(head) ||
    /"k6_version"\s*:/.test(head) ||
    (/"metrics"\s*:/.test(head) &&
      /"(?:http_req|data_sent|iteration|vus|group_duration|checks)/.test(head)),
  read: (text) => {
    const { metrics, version, seconds } = normal(parseJson(text, summarySchema));
    if (metrics.length === 0) throw new ImportProblem('the file contains no k6 metrics');
    const { budgets, findings } = convertK6Thresholds(
      metrics.flatMap(({ name, thresholds }) => thresholds.map((text) => ({ metric: name, text }))),
    );
    const wanted = new Set(budgets.map(({ metric }) => metric));
    const took = seconds ?? secondsOf(metrics) ?? 0;
    const { measurements, unavailable } = measured(metrics, wanted, took);
    const durationMs = took * 1_000;
    const requests = numberOf(metrics, 'http_reqs', 'count') ?? 0;
    const block = { operations: requests, durationMs, measurements, unavailable };
    return [
      {
        scenario: 'k6',
        kind: 'k6',
        version,
        trials: [{ state: 'completed', startedAt: null, blocks: [block] }],
        budgets,
        findings: [...findings, NO_VALUES],
      },
    ];
  },
};

const NO_VALUES = {
  id: 'import-summary',
  level: 'info',
  message: 'A k6 summary contains no raw values and no histogram, only the requested percentiles.',
  remedy: 'Import the data points written by --out json=FILE instead.',
} as const;

const valuesSchema = z.record(z.string(), z.unknown());
const summarySchema = z.looseObject({
  metrics: z.record(z.string(), valuesSchema).optional(),
  results: z
    .looseObject({
      metrics: z.array(z.looseObject({ name: z.string(), type: z.string(), values: valuesSchema })),
      checks: z
        .looseObject({ results: z.array(z.looseObject({ passes: z.number(), fails: z.number() })) })
        .optional(),
    })
    .optional(),
  config: z.looseObject({ duration: z.number().optional() }).optional(),
  metadata: z.looseObject({ k6_version: z.string().optional() }).optional(),
  state: z.looseObject({ testRunDurationMs: z.number().optional() }).optional(),
});

/** A metric of a summary, whichever form it stood in; stats by k6's own names: `p(95)`. */
interface SummedMetric {
  readonly name: string;
  readonly type: readers.K6MetricType;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds: readonly string[];
}

interface NormalSummary {
  readonly metrics: readonly SummedMetric[];
  readonly version: string | null;
  /** Duration of the run; null if the format does not state it. */
  readonly seconds: number | null;
}

function normal(summary: z.infer<typeof summarySchema>): NormalSummary {
  const { metrics = {}, results, config, metadata, state } = summary;
  if (results !== undefined) {
    const all = results.metrics.map(({ name, type, values }) =>
      summed(name, isSeriesType(type) ? type : typeOf(values), values, {}),
    );
    const ran = results.checks?.results ?? [];
    const passes = ran.reduce((sum, check) => sum + check.passes, 0);
    const checks = ran.reduce((sum, check) => sum + check.passes + check.fails, 0);
    const rate = { rate: passes / checks };
    return {
      metrics: checks === 0 ? all : [...all, summed('checks', 'rate', rate, {})],
      version: metadata?.k6_version ?? null,
      seconds: config?.duration ?? null,
    };
  }
  return {
    metrics: Object.entries(metrics).map(([name, metric]) => {
      const values = valuesSchema.safeParse(metric.values).data ?? metric;
      const type = String(metric.type);
      return summed(name, isSeriesType(type) ? type : typeOf(values), values, metric.thresholds);
    }),
    version: null,
    seconds: state?.testRunDurationMs === undefined ? null : state.testRunDurationMs / 1_000,
  };
}

function isSeriesType(type: string): type is readers.K6MetricType {
  return ['counter', 'gauge', 'rate', 'trend'].includes(type);
}

/** Infers the type of a metric from its statistics, since the oldest format does not state it. */
function typeOf(values: Readonly<Record<string, unknown>>): readers.K6MetricType {
  if ('passes' in values && 'fails' in values) return 'rate';
  if ('avg' in values) return 'trend';
  return 'count' in values ? 'counter' : 'gauge';
}

function summed(
  name: string,
  type: readers.K6MetricType,
  values: Readonly<Record<string, unknown>>,
  thresholds: unknown,
): SummedMetric {
  const numbers = Object.entries(values).flatMap(([stat, value]) =>
    typeof value === 'number' ? [[statName(stat, type), value] as const] : [],
  );
  const texts =
    typeof thresholds === 'object' && thresholds !== null ? Object.keys(thresholds) : [];
  return { name, type, values: Object.fromEntries(numbers), thresholds: texts };
}

/** `p95` of the newest form is `p(95)` of the others, and `value` of a rate is its `rate`. */
function statName(stat: string, type: readers.K6MetricType): string {
  if (type === 'rate' && stat === 'value') return 'rate';
  return stat.replace(/^p(\d+(?:\.\d+)?)$/, 'p($1)');
}

function numberOf(
  metrics: readonly SummedMetric[],
  name: string,
  stat: string,
): number | undefined {
  return metrics.find((metric) => metric.name === name)?.values[stat];
}

/** Duration of the test, from the total and the rate a second of a counter. */
function secondsOf(metrics: readonly SummedMetric[]): number | null {
  for (const { values } of metrics) {
    if (values.count !== undefined && values.rate !== undefined && values.rate > 0) {
      return values.count / values.rate;
    }
  }
  return null;
}

/** Metrics of every load run, and further metrics of the script that are kept or limited. */
function measured(
  metrics: readonly SummedMetric[],
  wanted: ReadonlySet<string>,
  seconds: number,
): Required<Pick<imports.Block, 'measurements' | 'unavailable'>> {
  const { measurements, unavailable } = requestMetrics(metrics, seconds);
  for (const { name, type, values } of metrics) {
    for (const [stat, value] of Object.entries(values)) {
      const ours = readers.k6MetricName(name, stat);
      // A rate limit above 1 belongs to a counter, since no share can exceed 1.
      const perSecond = `k6.${name}.per_second`;
      if (stat === 'rate' && wanted.has(perSecond)) measurements[perSecond] = value;
      const isKept = ours.startsWith('k6.') && readers.isK6MetricKept(name, type, stat);
      if (!wanted.has(ours) && !isKept) continue;
      measurements[ours] = value;
      delete unavailable[ours];
    }
  }
  return { measurements, unavailable };
}

/** Metrics of every load run; percentiles that were not requested are absent. */
function requestMetrics(metrics: readonly SummedMetric[], seconds: number) {
  const at = (stat: string): number => numberOf(metrics, 'http_req_duration', stat) ?? Number.NaN;
  const answers = numberOf(metrics, 'http_reqs', 'count') ?? 0;
  const all = imports.latencyMetrics(
    imports.createLatencies((percentile) => at(imports.percentileStat(percentile)), at('max')),
    answers,
  );
  const values = {
    ...all.measurements,
    // The newest format has no rate of counters, but states the duration.
    throughput: numberOf(metrics, 'http_reqs', 'rate') ?? answers / seconds,
    error_rate: numberOf(metrics, 'http_req_failed', 'rate') ?? Number.NaN,
  };
  const measurements: Record<string, number> = {};
  const unavailable: Record<string, string> = { ...all.unavailable };
  for (const [name, value] of Object.entries(values)) {
    if (Number.isFinite(value)) measurements[name] = value;
    else unavailable[name] = 'missing from the summary; --summary-trend-stats adds percentiles';
  }
  return { measurements, unavailable };
}
