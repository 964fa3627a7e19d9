import type { Unit } from '../../harness/model/metric.ts';

/** Labels of a series, by name. */
export type SeriesLabels = Readonly<Record<string, string>>;

/** Metric families as they gather their series. */
export interface Exposition {
  /**
   * @param name - With its unit as the suffix, as OpenMetrics requires.
   * @param unit - Default: none.
   */
  readonly add: (
    name: string,
    help: string,
    labels: SeriesLabels,
    value: number,
    unit?: string,
  ) => void;
  /** Everything that was added, family by family, with the mark of its end. */
  readonly text: () => string;
}

/** OpenMetrics name of each internal unit, and the number of internal units in it. */
export const OPENMETRICS_UNITS: Readonly<
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
export function createExposition(): Exposition {
  const families = new Map<string, { readonly head: string; readonly lines: string[] }>();
  return {
    add: (name, help, labels, value, unit = '') => {
      const known = families.get(name) ?? { head: headOf(name, unit, help), lines: [] };
      families.set(name, known);
      known.lines.push(`${name}${labelsText(labels)} ${numberText(value)}\n`);
    },
    text: () => {
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
