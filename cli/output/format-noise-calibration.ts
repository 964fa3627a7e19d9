import type {
  CalibrationReport,
  MetricCalibration,
  ScenarioCalibration,
} from '../../harness/model/documents/calibration-document.ts';
import { collectFootnotes } from '../../reports/display-facts/collect-finding-footnotes.ts';
import type { RenderOptions } from '../../reports/reporter.ts';
import { formatTerminalFootnotes } from '../../reports/terminal/terminal-footnotes.ts';
import {
  createTerminalPage,
  type TerminalPage,
} from '../../reports/terminal/terminal-page-layout.ts';
import type { Column } from '../../reports/text/lay-out-text-table.ts';
import { printable } from '../../reports/text/printable-text.ts';
import { plural } from '../../reports/text/sentence-parts.ts';
import { formatRemainingTime } from './format-remaining-time.ts';

/** Formats a calibration for people: a block per scenario, a line per metric, and what to do. */
export function formatNoiseCalibration(
  { scenarios, findings }: CalibrationReport,
  options: Pick<RenderOptions, 'width' | 'color'>,
): string {
  const page = createTerminalPage({ ...options, isVerbose: true });
  const notable = findings.filter(({ level }) => level !== 'info');
  const notes = formatTerminalFootnotes(
    collectFootnotes([{ scenario: null, findings: notable }]),
    page,
  );
  const blocks = [...scenarios.map((scenario) => block(scenario, page)), notes];
  const shown = blocks.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${shown.join('\n\n')}\n`;
}

function block(scenario: ScenarioCalibration, page: TerminalPage): readonly string[] {
  const { trouble, metrics, seconds_per_pair: seconds } = scenario;
  const title = page.paragraph(printable(scenario.scenario), { tone: 'strong' });
  // May contain the output of a build.
  if (trouble !== null) {
    return [...title, ...page.paragraph(`no calibration: ${printable(trouble)}`, { first: '  ' })];
  }
  const gated = metrics.filter((metric) => metric.gated);
  const others = metrics.filter((metric) => !metric.gated);
  // If no gated metric was measured, any other has the same number of pairs.
  const first = gated[0] ?? others[0];
  const pairs = first?.pairs ?? 0;
  const rows = [
    ['metric', 'spread', ...headings(first), 'false alarms'],
    ['', '', ...times(first), ''],
    ...[...gated, ...others].map((metric) => cells(metric)),
  ];
  return [
    ...title,
    ...page.paragraph(
      `${plural(pairs, 'pair')} of identical code, ${seconds.toFixed(2)} s a pair`,
      {
        first: '  ',
      },
    ),
    '',
    ...page.table(
      columnsFor(first),
      rows.map((texts) => texts.map((text) => ({ text }))),
    ),
    '',
    ...slower(metrics, seconds, page),
    ...page.paragraph(LEGEND, { first: '  ', tone: 'faint' }),
  ];
}

const LEGEND =
  'spread: 1.48 × MAD of the log ratios of the pairs. Pair columns: the smallest change beyond the margin that the given number of pairs detects with 80 % probability.';

/** Metrics that are counted in pairs of their own. */
function slower(
  metrics: readonly MetricCalibration[],
  seconds: number,
  page: TerminalPage,
): readonly string[] {
  return metrics
    .filter((metric) => metric.seconds_per_pair !== seconds)
    .flatMap(({ metric, seconds_per_pair: own }) =>
      page.paragraph(`${printable(metric)}: ${own.toFixed(2)} s a pair`, { first: '  ' }),
    );
}

/** Returns the columns: the name may shrink, all others are right-aligned numbers. */
function columnsFor(first: MetricCalibration | undefined): readonly Column[] {
  const numbers = ['spread', ...headings(first), 'false alarms'];
  return [{ gives: true }, ...numbers.map(() => ({ align: 'right' as const }))];
}

function headings(metric: MetricCalibration | undefined): readonly string[] {
  return (metric?.visible ?? []).map(({ pairs }) => `${pairs} pairs`);
}

function times(metric: MetricCalibration | undefined): readonly string[] {
  return (metric?.visible ?? []).map(({ seconds }) => formatRemainingTime(seconds * 1_000));
}

function cells({
  metric,
  gated,
  spread,
  visible,
  false_alarms,
}: MetricCalibration): readonly string[] {
  const changes = visible.map(({ change }) => (change === null ? 'none' : `±${percent(change)}`));
  const { changed, comparisons } = false_alarms;
  return [
    `${printable(metric)}${gated ? '' : ' ·'}`,
    percent(spread),
    ...changes,
    comparisons === 0 ? 'n/a' : `${changed} of ${comparisons}`,
  ];
}

function percent(share: number): string {
  const value = share * 100;
  if (value === 0) return '0 %';
  // Two digits of more than a hundred would be written as a power of ten.
  return `${value < 99.5 ? value.toPrecision(2) : value.toFixed(0)} %`;
}
