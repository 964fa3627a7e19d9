import { amount, short } from '../metric-types.ts';
import type { CycleDetail, OptimizationReport } from './document.ts';

/** What a cycle was about and what became of it, as rows of Markdown. */
export function cycleDetail(one: CycleDetail, report: OptimizationReport): string {
  const rows = rowsOf(one, report);
  return [
    `### Cycle ${one.cycle}`,
    '',
    '| | |',
    '|---|---|',
    ...rows.map(
      ([name, text]) => `| ${name} | ${text.replaceAll('|', '\\|').replaceAll('\n', ' ')} |`,
    ),
  ].join('\n');
}

function rowsOf(
  one: CycleDetail,
  { state, target, total }: OptimizationReport,
): readonly (readonly [string, string])[] {
  const { map, execution, record } = one;
  const observed = state.run.problem?.observed_metric;
  const source = state.run.targets?.metrics[total.metric]?.source;
  return [
    ['Problem', `${state.target}: ${observed?.value} ${observed?.unit} ${observed?.type}`],
    [
      'Diagnosis',
      map === null ? 'not profiled' : `${map.bottleneck_classification}: ${map.bottleneck_detail}`,
    ],
    ['Target', target === null ? 'not set' : `${amount(target, total.metric)} (${source})`],
    ['Result', resultText(one)],
    ['Optimizations Applied', appliedText(one)],
    ['Optimizations Removed', removedText(one)],
    ['Contested Alternatives', contestedText(execution)],
    ['Metrics', metricsText(execution)],
    ['Branch', record?.branch ?? 'none'],
  ];
}

function resultText({ record, execution }: CycleDetail): string {
  if (record === null || execution === null) return 'not carried out';
  const { improvement_pct: gain, baseline, final } = record;
  const { ratio } = execution;
  const sure =
    ratio === undefined
      ? ''
      : ` (ratio ${short(ratio.value)}, from ${short(ratio.low)} to ${short(ratio.high)})`;
  return `${short(baseline.wall_time_ms)}ms → ${short(final.wall_time_ms)}ms, ${gain}%${sure}, strike ${execution.strike_result}`;
}

function appliedText({ execution, hypotheses }: CycleDetail): string {
  const texts = (execution?.hypotheses_applied ?? []).map(
    (id) => `${id}: ${hypotheses.find((one) => one.id === id)?.description ?? ''}`,
  );
  return texts.join('; ') || 'none';
}

function removedText({ execution }: CycleDetail): string {
  const removed = execution?.hypotheses_removed ?? [];
  return removed.map(({ id, reason }) => `${id}: ${reason}`).join('; ') || 'none';
}

function contestedText(execution: CycleDetail['execution']): string {
  const texts = (execution?.contested_results ?? []).map(
    ({ alternatives, winner, delta_pct: delta }) =>
      `${alternatives.map(alternativeText).join(' or ')}: ${winner ?? 'none'}${delta == null ? '' : ` (${delta}%)`}`,
  );
  return texts.join('; ') || 'none';
}

function alternativeText(one: unknown): string {
  if (typeof one === 'string') return one;
  if (typeof one === 'object' && one !== null && 'id' in one) return String(one.id);
  return JSON.stringify(one);
}

/** Every metric of the baseline; one that got worse shows as such (X814-21). */
export function metricsText(execution: CycleDetail['execution']): string {
  if (execution === null) return 'not measured';
  return Object.entries(execution.baseline)
    .map(([name, before]) => {
      const after = execution.final[name];
      if (after === undefined) return `${name}: ${short(before)} → not measured`;
      const shown = `${name}: ${short(before)} → ${short(after)}`;
      // There is no share of nothing.
      if (before === 0) return after === 0 ? shown : `${shown}, worse`;
      const gain = ((before - after) / before) * 100;
      const times = after > 0 ? ` (${(before / after).toFixed(1)}x)` : '';
      const word = gain < 0 ? ', worse' : '';
      return `${shown}, ${gain.toFixed(1)}%${word}${times}`;
    })
    .join('; ');
}
