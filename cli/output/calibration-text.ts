import type {
  CalibrationReport,
  MetricCalibration,
  ScenarioCalibration,
} from '../../harness/model/calibration.ts';
import { formatDuration } from './format-duration.ts';

/** What a calibration says, for people: a block a scenario, a line a metric. */
export function calibrationText({ scenarios, findings }: CalibrationReport): string {
  const blocks = scenarios.map((one) => block(one).join('\n'));
  const notes = findings
    .filter(({ level }) => level !== 'info')
    .map(({ level, message }) => `${level}: ${message}`);
  return `${[...blocks, ...notes].join('\n\n')}\n`;
}

function block(scenario: ScenarioCalibration): readonly string[] {
  const { trouble, metrics, seconds_per_pair: seconds } = scenario;
  if (trouble !== null) return [scenario.scenario, `  nothing is known: ${trouble}`];
  const gated = metrics.filter((metric) => metric.gated);
  const others = metrics.filter((metric) => !metric.gated);
  const [first] = gated;
  const pairs = first?.pairs ?? 0;
  return [
    scenario.scenario,
    `  ${pairs} pairs of identical code, ${seconds.toFixed(2)} s a pair`,
    '',
    row(['metric', 'spread', ...headings(first), 'false alarms']),
    row(['', '', ...times(first), '']),
    ...[...gated, ...others].map((metric) => row(cells(metric))),
    '',
    ...slower(metrics, seconds),
    `  spread: of the log-ratio of a pair (1.48 MAD). Under a number of pairs: the`,
    '  smallest change beyond the margin that so many show with 80 % probability.',
  ];
}

/** Metrics that are counted in pairs of their own. */
function slower(metrics: readonly MetricCalibration[], seconds: number): readonly string[] {
  return metrics
    .filter((metric) => metric.seconds_per_pair !== seconds)
    .map(({ metric, seconds_per_pair: own }) => `  ${metric}: ${own.toFixed(2)} s a pair`);
}

function headings(metric: MetricCalibration | undefined): readonly string[] {
  return (metric?.visible ?? []).map(({ pairs }) => `${pairs} pairs`);
}

function times(metric: MetricCalibration | undefined): readonly string[] {
  return (metric?.visible ?? []).map(({ seconds }) => formatDuration(seconds * 1_000));
}

function cells({ metric, gated, spread, visible, false_alarms }: MetricCalibration) {
  const changes = visible.map(({ change }) => (change === null ? 'none' : `±${percent(change)}`));
  const { changed, comparisons } = false_alarms;
  return [
    `${metric}${gated ? '' : ' ·'}`,
    percent(spread),
    ...changes,
    comparisons === 0 ? 'n/a' : `${changed} of ${comparisons}`,
  ];
}

const WIDTHS = [22, 8, 11, 11, 11, 13] as const;

function row(texts: readonly string[]): string {
  const padded = texts.map((text, index) => {
    const width = WIDTHS[index] ?? 0;
    return index === 0 ? text.padEnd(width) : text.padStart(width);
  });
  return `  ${padded.join('')}`.trimEnd();
}

function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0 %';
  // Two digits of more than a hundred would be written as a power of ten.
  return `${value < 99.5 ? value.toPrecision(2) : value.toFixed(0)} %`;
}
