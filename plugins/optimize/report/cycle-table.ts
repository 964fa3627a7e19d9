import { amount, type MetricName, metricsOf } from '../metric-types.ts';
import type { CycleRecord } from '../state.ts';
import type { Aggregate } from './aggregate.ts';

/** Columns of the table, in their order (OPT-63). */
export const COLUMNS = [
  'Cycle',
  'Bottleneck',
  'Baseline',
  'Final',
  'Improvement',
  'Hypotheses',
  'Branch',
] as const;

/** The cells of a cycle. */
export function cycleCells(one: CycleRecord, metric: MetricName): readonly string[] {
  return [
    String(one.cycle),
    shortBottleneck(one.bottleneck),
    shown(one.baseline, metric),
    shown(one.final, metric),
    `${one.improvement_pct.toFixed(1)}%`,
    one.hypotheses_applied.join(','),
    one.branch ?? '',
  ];
}

/** The cells of the last row: from the first baseline to the last final. */
export function totalCells({
  originalBaseline,
  final,
  totalImprovementPct,
  metric,
}: Aggregate): readonly string[] {
  const value = (one: number | null): string => (one === null ? '' : amount(one, metric));
  return [
    'Total',
    '',
    value(originalBaseline),
    value(final),
    `${totalImprovementPct.toFixed(1)}%`,
    '',
    '',
  ];
}

/** As Markdown, the last row in bold. */
export function cycleTable(cycles: readonly CycleRecord[], total: Aggregate): string {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(/ {2,}/g, ' ');
  return [
    row(COLUMNS),
    `|${COLUMNS.map((name) => '-'.repeat(name.length + 2)).join('|')}|`,
    ...cycles.map((one) => row(cycleCells(one, total.metric))),
    row(totalCells(total).map((cell) => (cell === '' ? '' : `**${cell}**`))),
  ].join('\n');
}

/** `Target: 500ms → Achieved: 480ms ✓ TARGET MET (cycle 3)`. */
export function targetLine(
  target: number,
  { final, metric }: Aggregate,
  metIn: number | null,
  stop: string,
): string {
  const achieved = final === null ? 'nothing measured' : amount(final, metric);
  const outcome = metIn === null ? `✗ TARGET MISSED (${stop})` : `✓ TARGET MET (cycle ${metIn})`;
  return `Target: ${amount(target, metric)} → Achieved: ${achieved} ${outcome}`;
}

/** `class: detail` as `class (detail)`. */
export function shortBottleneck(text: string): string {
  const at = text.indexOf(': ');
  return at === -1 ? text : `${text.slice(0, at)} (${text.slice(at + 2)})`;
}

function shown(values: CycleRecord['final'], metric: MetricName): string {
  const value = metricsOf(values)[metric];
  return value === undefined ? '' : amount(value, metric);
}
