import { type Block, display, seriesGraph } from 'perf-harness/plugin';
import type { OptimizationReport } from '../document/optimization-document.ts';
import { formatPercentage, formatUnitAmount } from './describe-metric-and-function-gains.ts';
import {
  createWaterfallBars,
  type WaterfallBar,
  waterfallFigure,
} from './render-optimization-waterfall-figure.ts';

const right = { align: 'right' } as const;

/** The cycles and their sum, then the gain of each, then the calls before and after. */
export function gainBlocks(document: OptimizationReport): readonly Block[] {
  const line = describeTarget(document);
  return [
    cycleTable(document),
    { type: 'text', weight: 'always', tone: 'strong', text: line ?? '' },
    waterfallTable(createWaterfallBars(document)),
    ...beforeAndAfter(document),
  ];
}

/** Tabulates finished cycles with OPT-63 columns; an unfinished one has only its detail. */
function cycleTable({ cycles, total, metric }: OptimizationReport): Block<'table'> {
  const value = (of: number | null): string =>
    of === null ? '' : formatUnitAmount(of, metric.unit);
  const rows: readonly (readonly Block<'table'>['rows'][number][number][])[] = cycles
    .filter(({ status }) => status !== 'unfinished')
    .map((cycle) => [
      String(cycle.cycle),
      display.printable(shortBottleneck(cycle.bottleneck ?? '')),
      value(cycle.before),
      value(cycle.after),
      cycle.improvement_pct === null ? '' : formatPercentage(cycle.improvement_pct),
      appliedIds(cycle).join(','),
      display.printable(cycle.branch ?? ''),
    ]);
  const sum = [value(total.baseline), value(total.final), formatPercentage(total.improvement_pct)];
  const last = ['Total', '', ...sum, '', ''].map((text) => ({ text, tone: 'strong' as const }));
  return {
    type: 'table',
    weight: 'always',
    title: 'Cycles',
    noun: 'cycle',
    columns: [
      { title: 'Cycle' },
      { title: 'Bottleneck' },
      { title: 'Baseline', ...right },
      { title: 'Final', ...right },
      { title: 'Improvement', ...right },
      { title: 'Hypotheses' },
      { title: 'Branch' },
    ],
    rows: rows.length === 0 ? [] : [...rows, last],
  };
}

function appliedIds({ hypotheses }: OptimizationReport['cycles'][number]): readonly string[] {
  return hypotheses.filter(({ outcome }) => outcome === 'applied').map(({ id }) => id);
}

/** `class: detail` as `class (detail)`. */
function shortBottleneck(text: string): string {
  const at = text.indexOf(': ');
  return at === -1 ? text : `${text.slice(0, at)} (${text.slice(at + 2).replace(/\.$/u, '')})`;
}

/** `Target: 500ms → Achieved: 480ms ✓ TARGET MET (cycle 3)`; null: no target was set. */
export function describeTarget(document: OptimizationReport): string | null {
  const { goal, total, metric, met_in: metIn, stop } = document;
  if (goal === null) return null;
  // A plan was not to achieve anything.
  if (document.outcome === 'planned') return `Target: ${formatUnitAmount(goal.value, metric.unit)}`;
  const achieved =
    total.final === null ? 'nothing measured' : formatUnitAmount(total.final, metric.unit);
  const outcome =
    metIn === null ? `✗ TARGET MISSED (${stop?.reason ?? ''})` : `✓ TARGET MET (cycle ${metIn})`;
  return `Target: ${formatUnitAmount(goal.value, metric.unit)} → Achieved: ${achieved} ${outcome}`;
}

/** Tabulates the share left after each cycle: page chart, terminal bars, otherwise numbers. */
function waterfallTable(bars: readonly WaterfallBar[]): Block<'table'> {
  const most = Math.max(...bars.flatMap(({ from, to }) => [from, to]));
  const table = (
    leftOf: (bar: WaterfallBar) => Block<'table'>['rows'][number][number],
    look?: 'right',
  ): Block<'table'> =>
    display.createTable({
      title: 'Gains',
      noun: 'step',
      rows: bars,
      columns: [
        ['', ({ label }) => label],
        ['Remaining', leftOf, look],
        ['', ({ value }) => value],
        ['Gain', ({ gain }) => gain, 'right strong'],
        ['Interval', ({ range }) => range, 'right faint'],
      ],
    });
  return {
    ...table(({ to }) => formatPercentage(to * 100), 'right'),
    inTerminal: [
      table((bar) => ({ text: barText(bar, most), tone: bar.isWorse ? 'bad' : 'good' })),
    ],
    onPage: { html: waterfallFigure(bars), style: WATERFALL_STYLE },
  };
}

const WATERFALL_STYLE = `
.waterfall .gain{fill:currentColor;fill-opacity:.55}.waterfall .sure{color:var(--text)}.waterfall .bar{fill-opacity:.8}
.waterfall tbody th{min-width:5.5rem;line-height:1.25;padding:.35rem 0}.waterfall tbody th small{font-weight:400;white-space:normal;overflow-wrap:anywhere}
`;

/** Columns of the widest bar, so that the table fits into 80. */
const WIDEST = 30;

/** Draws a bar: `█` is what is left, `░` what a cycle removed or added. */
function barText({ kind, from, to }: WaterfallBar, most: number): string {
  const columns = (share: number): number => Math.round((share / most) * WIDEST);
  if (kind !== 'cycle') return '█'.repeat(Math.max(1, columns(to)));
  const [low, high] = [columns(Math.min(from, to)), columns(Math.max(from, to))];
  return `${'█'.repeat(low)}${'░'.repeat(high - low)}` || '░';
}

function beforeAndAfter({ cycles }: OptimizationReport): readonly Block<'chart'>[] {
  const profiled = cycles.flatMap(({ cycle, explanation, branch }) =>
    explanation === null || branch === null ? [] : [{ cycle, difference: explanation.difference }],
  );
  const [first, last] = [profiled[0], profiled.at(-1)];
  if (first === undefined || last === undefined) return [];
  return [
    seriesGraph(
      { difference: first.difference, title: `Before cycle ${first.cycle}` },
      { difference: last.difference, title: `After cycle ${last.cycle}` },
    ),
  ];
}
