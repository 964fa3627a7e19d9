import { readers } from 'perf-harness/plugin';
import { toList, toNumber, toObject, toText } from '../coerce-json.ts';
import type { JsonFormat, LineFormat } from '../log-format-reader-types.ts';
import { toEpochMs } from '../parse-log-timestamp.ts';
import { type MetricKind, MetricPoints } from './add-metric-points-as-series.ts';

/** Series, with the upper bound if it is a histogram bucket. */
interface PrometheusSeries {
  readonly name: string;
  /** Labels without the bound. */
  readonly labels: Readonly<Record<string, string>>;
  readonly le: string | null;
}

function createSeries(name: string, labels: Readonly<Record<string, string>>): PrometheusSeries {
  const { le, ...others } = labels;
  return le !== undefined && name.endsWith('_bucket')
    ? { name, labels: others, le }
    : { name, labels, le: null };
}

/**
 * Adds a sample of Prometheus.
 *
 * @param at - Seconds or milliseconds since 1970, as in OpenMetrics and the older text format.
 * @param kind - null to derive it from the name (Prometheus, "Metric and label naming").
 */
function addSample(
  points: MetricPoints,
  { name, labels, le }: PrometheusSeries,
  at: number,
  value: number,
  kind: MetricKind | null,
): void {
  const moment = toEpochMs(at);
  if (le !== null) {
    const until = le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
    points.addBucket(name.slice(0, -'_bucket'.length), labels, moment, until, value);
  } else
    points.add(name, labels, moment, value, kind ?? (/_total$/u.test(name) ? 'counter' : 'gauge'));
}

const EXPRESSION = 'expression';

/** Response to a range or instant query of Prometheus and compatible systems. */
export const PROMETHEUS_RESPONSE: JsonFormat = {
  name: 'Prometheus query',
  isOf: (start) =>
    /^\s*\{/u.test(start) &&
    /"status"\s*:\s*"success"/u.test(start) &&
    /"resultType"\s*:\s*"(?:matrix|vector)"/u.test(start),
  open: ({ series }) => {
    const points = new MetricPoints(series);
    return {
      read: (value) => {
        const { status, data } = toObject(value);
        if (status !== 'success') return false;
        for (const result of toList(toObject(data).result)) addResult(points, result);
        return true;
      },
      end: () => points.end(),
    };
  },
};

function addResult(points: MetricPoints, result: unknown): void {
  const { metric, values, value: single } = toObject(result);
  const labels: Record<string, string> = Object.create(null);
  for (const [label, text] of Object.entries(toObject(metric))) labels[label] = toText(text);
  const { __name__: name = EXPRESSION, ...others } = labels;
  const samples = [...toList(values), ...(single === undefined ? [] : [single])].map((sample) => {
    const [at, number] = toList(sample);
    const value = readers.parsePrometheusNumber(toText(number)) ?? Number.NaN;
    return { at: toNumber(at), value };
  });
  const kind = /_(?:count|sum)$/u.test(name) && onlyRises(samples) ? 'counter' : null;
  const series = createSeries(name, others);
  for (const { at, value } of samples) addSample(points, series, at, value, kind);
}

/** Largest share of decreasing steps in a counter that is reset now and then. */
const MOST_RESETS = 0.05;

/** True if values act like a counter: no type is stated, and `thread_count` is no counter. */
function onlyRises(samples: readonly { readonly value: number }[]): boolean {
  const falls = samples.filter(({ value }, index) => value < (samples[index - 1]?.value ?? value));
  return falls.length <= MOST_RESETS * samples.length;
}

const TYPE = /^# TYPE (\S+) (\w+)$/u;
const MOST_FAMILIES = 10_000;
/** Maximum number of series with cached labels; beyond it, the cache is cleared. */
const MOST_SERIES = 20_000;
const MIN_SHARE = 0.5;

/**
 * Prometheus text format and OpenMetrics, with timestamps: successive scrapes, or one series after
 * the other. Samples without a timestamp cannot be placed and are not read.
 */
export const PROMETHEUS_TEXT: LineFormat = {
  name: 'Prometheus text',
  isOf: (lines) => {
    const samples = lines.filter((line) => readers.parsePrometheusSample(line) !== null);
    const notes = lines.filter((line) => /^#(?: (?:HELP|TYPE|UNIT) | ?EOF$)/u.test(line)).length;
    const isTelling = notes > 0 || samples.some((line) => /^[\w:]+\{/u.test(line));
    return samples.length > 0 && isTelling && samples.length + notes > lines.length * MIN_SHARE;
  },
  open: ({ series: table }) => {
    const points = new MetricPoints(table);
    const known = new Map<string, PrometheusSeries>();
    const types = new Map<string, string>();
    const seriesOf = (name: string, labels: string): PrometheusSeries => {
      const key = `${name}{${labels}`;
      const cached = known.get(key);
      if (cached !== undefined) return cached;
      const series = createSeries(name, Object.fromEntries(readers.parsePrometheusLabels(labels)));
      if (known.size >= MOST_SERIES) known.clear();
      known.set(key, series);
      return series;
    };
    return {
      read: (line) => {
        if (line.startsWith('#')) {
          const [, family, type] = TYPE.exec(line) ?? [];
          if (family !== undefined && type !== undefined && types.size < MOST_FAMILIES)
            types.set(family, type);
          return true;
        }
        const { name, labels, value, time } = readers.parsePrometheusSample(line) ?? { time: null };
        if (time === null) return false;
        addSample(points, seriesOf(name, labels), time, value, statedKind(name, types));
        return true;
      },
      end: () => points.end(),
    };
  },
};

/** OpenMetrics names the family of a counter without `_total`. Sums and counts of a histogram only rise. */
function statedKind(name: string, types: ReadonlyMap<string, string>): MetricKind | null {
  const type = types.get(name) ?? types.get(name.replace(/_total$/u, ''));
  if (type !== undefined) return type === 'counter' ? 'counter' : 'gauge';
  const whole = types.get(name.replace(/_(?:count|sum)$/u, ''));
  return whole === 'histogram' || whole === 'summary' ? 'counter' : null;
}
