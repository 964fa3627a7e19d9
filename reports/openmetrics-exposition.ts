import { METRICS, type Metric, type Unit } from '../harness/model/metric.ts';

type SeriesLabels = Readonly<Record<string, string>>;

export type Exposition = ReturnType<typeof createExposition>;

/** OpenMetrics name of each internal unit, and the number of internal units in it. */
const OPENMETRICS_UNITS: Readonly<
  Record<Unit, { readonly name: string; readonly divisor: number }>
> = {
  ms: { name: 'seconds', divisor: 1_000 },
  B: { name: 'bytes', divisor: 1 },
  count: { name: '', divisor: 1 },
  ratio: { name: 'ratio', divisor: 1 },
  '/s': { name: 'per_second', divisor: 1 },
  score: { name: '', divisor: 1 },
};

/**
 * The text format of OpenMetrics 1.0 without timestamps, which neither the textfile collector of
 * node_exporter nor the Pushgateway takes. Gauges only, so that readers of the older text format of
 * Prometheus take it too.
 */
export function createExposition() {
  const families = new Map<string, { readonly head: string; readonly lines: string[] }>();
  return {
    /**
     * @param name - With its unit as the suffix, as OpenMetrics requires.
     * @param unit - Default: none.
     */
    add: (name: string, help: string, labels: SeriesLabels, value: number, unit = ''): void => {
      const known = families.get(name) ?? { head: headOf(name, unit, help), lines: [] };
      families.set(name, known);
      known.lines.push(`${name}${labelsText(labels)} ${numberText(value)}\n`);
    },
    /** Everything that was added, family by family, with the mark of its end. */
    text: (): string => {
      const all = [...families.values()].map(({ head, lines }) => `${head}${lines.join('')}`);
      return `${all.join('')}# EOF\n`;
    },
  };
}

function headOf(name: string, unit: string, help: string): string {
  const unitLine = unit === '' ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} gauge\n${unitLine}# HELP ${name} ${escaped(help)}\n`;
}

function labelsText(labels: SeriesLabels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** Control characters but the line feed have no escape, and end the text for some readers. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/(?!\n)\p{Cc}/gu, '\uFFFD')
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('"', '\\"');
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '-Inf';
}

interface SeriesName {
  /** Without unit, such as `perf_harness_wall_time`. */
  readonly base: string;
  readonly unit: string;
  /** Number of internal units in this unit. */
  readonly divisor: number;
  /** Labels in addition to those of the scenario. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Names that would read as a part of a histogram. */
const OWN_NAMES: Readonly<Record<string, string>> = { gc_count: 'gc_runs' };

/**
 * Returns the family of a metric. Metrics of engines can have any character in their names, so they
 * share one family per unit, with the name in a label.
 */
export function seriesName({ name, unit }: Pick<Metric, 'name' | 'unit'>): SeriesName {
  const { name: suffix, divisor } = OPENMETRICS_UNITS[unit];
  if (METRICS.has(name)) {
    const own = (OWN_NAMES[name] ?? name).replaceAll(/[^a-z0-9]/g, '_');
    return { base: `perf_harness_${own}`, unit: suffix, divisor, labels: {} };
  }
  const metric = name.replace(/^k6\./, '');
  return { base: 'perf_harness_engine', unit: suffix, divisor, labels: { metric } };
}

/** Returns a metric family's full name: subject, possibly an interval's end, unit last. */
export function familyName({ base, unit }: SeriesName, end: '' | '_low' | '_high' = ''): string {
  const value = unit === '' && base === 'perf_harness_engine' ? '_value' : '';
  return `${base}${value}${end}${unit === '' ? '' : `_${unit}`}`;
}
