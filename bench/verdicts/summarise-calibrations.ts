import { median } from '../../harness/stats/descriptive-statistics.ts';
import { type BenchRow, type BenchTable, NO_PEER } from '../bench-result.ts';
import type { CalibratedMetric, CalibrateEntry } from './verdict-entries.ts';
import { CLAIMED_WORKLOADS, findWorkload } from './workloads.ts';

/** Maximum spread of a pair on the workloads that claims are made for. */
export const MAX_SPREAD = 0.03;

/** All calibrations of the bench. */
export type CalibrationEntries = readonly CalibrateEntry[];

/** Robust spread of the log-ratio of a pair: the median of the calibrations; null without any. */
export function calibratedSpread(
  calibrated: CalibrationEntries,
  workload: string,
  metric: string,
): number | null {
  const spreads = of(calibrated, workload, metric).map(({ spread }) => spread);
  return spreads.length === 0 ? null : median(spreads);
}

function of(
  calibrated: CalibrationEntries,
  workload: string,
  metric: string,
): readonly CalibratedMetric[] {
  return calibrated
    .filter((entry) => entry.workload === workload)
    .flatMap(({ metrics }) => metrics[metric] ?? []);
}

/** Reports whether the machine was quiet enough for claims, per workload and metric concerned. */
export function spreadRows(calibrated: CalibrationEntries): readonly BenchRow[] {
  return CLAIMED_WORKLOADS.flatMap((workload) => {
    const { kind, metric } = findWorkload(workload);
    const metrics = kind === 'http' ? [metric, 'latency.p95'] : [metric];
    return metrics.flatMap((name): readonly BenchRow[] => {
      const spread = calibratedSpread(calibrated, workload, name);
      if (spread === null) return [];
      return [
        {
          ...NO_PEER,
          name: `calibrated spread of a pair: ${name} of ${workload}`,
          ours: `${percent(spread)} in the median of ${of(calibrated, workload, name).length}`,
          limit: `at most ${100 * MAX_SPREAD} %`,
          holds: spread <= MAX_SPREAD,
        },
      ];
    });
  });
}

/** Tables of the calibrations of each workload. */
export function calibrationTables(calibrated: CalibrationEntries): readonly BenchTable[] {
  const body = CLAIMED_WORKLOADS.flatMap((workload) => {
    const own = calibrated.filter((entry) => entry.workload === workload);
    const names = [...new Set(own.flatMap(({ metrics }) => Object.keys(metrics)))];
    return names.map((metric) => rowOf(workload, metric, of(own, workload, metric)));
  });
  if (body.length === 0) return [];
  return [
    {
      title: 'How noisy a pair is',
      note: `Runs of \`perf-harness calibrate\` on identical code, between everything else: medians of them. The spread is the robust standard deviation of the log-ratio of a pair; promises are made for up to ${100 * MAX_SPREAD} %, beyond it stands (!). Seen is the smallest change beyond the margin that so many pairs show in four cases of five.`,
      head: [
        'workload',
        'metric',
        'runs',
        'spread',
        'least and most',
        's a pair',
        'seen with 10 pairs',
        '30',
        '100',
        'false alarms',
      ],
      body,
    },
  ];
}

function rowOf(workload: string, metric: string, runs: readonly CalibratedMetric[]) {
  const spreads = runs.map(({ spread }) => spread);
  const spread = median(spreads);
  const seen = [10, 30, 100].map((pairs) => {
    const changes = runs.flatMap(
      ({ visible }) => visible.find((visibleChange) => visibleChange.pairs === pairs)?.change ?? [],
    );
    return changes.length === 0 ? '' : `± ${percent(median(changes))}`;
  });
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
  const changed = sum(runs.map(({ false_alarms: alarms }) => alarms.changed));
  const comparisons = sum(runs.map(({ false_alarms: alarms }) => alarms.comparisons));
  return [
    workload,
    metric,
    String(runs.length),
    `${percent(spread)}${spread > MAX_SPREAD ? ' (!)' : ''}`,
    `${percent(Math.min(...spreads))} to ${percent(Math.max(...spreads))}`,
    median(runs.map(({ seconds_per_pair: seconds }) => seconds)).toFixed(2),
    ...seen,
    `${changed} of ${comparisons}`,
  ];
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
