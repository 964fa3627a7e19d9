import type { metrics, records } from 'perf-harness/plugin';
import { type Attribute, toAttributes, toNanoseconds } from './otlp-attributes.ts';

interface Point {
  readonly asDouble: number;
  readonly timeUnixNano: string;
  readonly attributes: readonly Attribute[];
}

/** A gauge of OTLP. */
export interface Gauge {
  readonly name: string;
  readonly unit: string;
  readonly gauge: { readonly dataPoints: readonly Point[] };
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

/** The metrics of runs with the ends of their intervals, each at the time that its run was over. */
export function createRunMetrics(runs: readonly records.RunRecord[]): readonly Gauge[] {
  const rows = runs.flatMap((run) => {
    const timeUnixNano = toNanoseconds(Date.parse(run.finishedAt ?? run.startedAt));
    const of = toAttributes({
      'perf_harness.scenario': run.scenario,
      'perf_harness.kind': run.kind,
    });
    return Object.entries(run.metrics).flatMap(([metric, { unit, center, low, high }]) => {
      const name = `perf_harness.${metric}`;
      const ends = [
        [name, center],
        [`${name}.low`, low],
        [`${name}.high`, high],
      ] as const;
      return ends.map(([each, value]) => ({
        name: each,
        unit: UCUM[unit].unit,
        point: { asDouble: value / UCUM[unit].divisor, timeUnixNano, attributes: of },
      }));
    });
  });
  return gauges(rows);
}

/** The ratios of a comparison with their intervals, and each verdict as an attribute. */
export function createComparisonMetrics(
  comparisons: readonly records.Comparison[],
  timeMs: number,
): readonly Gauge[] {
  const timeUnixNano = toNanoseconds(timeMs);
  return gauges(
    comparisons.flatMap(({ scenario, metric, verdict, ratio, low, high }) => {
      const ends = [
        ['perf_harness.comparison.ratio', ratio],
        ['perf_harness.comparison.ratio.low', low],
        ['perf_harness.comparison.ratio.high', high],
      ] as const;
      const of = toAttributes({
        'perf_harness.scenario': scenario,
        'perf_harness.metric': metric,
        'perf_harness.verdict': verdict,
      });
      return ends.flatMap(([name, value]) =>
        value === null
          ? []
          : [{ name, unit: '1', point: { asDouble: value, timeUnixNano, attributes: of } }],
      );
    }),
  );
}

/** Creates a gauge with a single value, such as the exit code of a gate. */
export function createSingleMetric(
  name: string,
  value: number,
  of: Parameters<typeof toAttributes>[0],
  timeMs: number,
): Gauge {
  const timeUnixNano = toNanoseconds(timeMs);
  const dataPoints = [{ asDouble: value, timeUnixNano, attributes: toAttributes(of) }];
  return { name, unit: '1', gauge: { dataPoints } };
}

function gauges(
  rows: readonly { readonly name: string; readonly unit: string; readonly point: Point }[],
): readonly Gauge[] {
  return Object.values(Object.groupBy(rows, ({ name, unit }) => `${name} ${unit}`)).flatMap(
    (group = []) => {
      const [first] = group;
      if (first === undefined) return [];
      const { name, unit } = first;
      return [{ name, unit, gauge: { dataPoints: group.map(({ point }) => point) } }];
    },
  );
}
