import { pages } from 'perf-harness/plugin';
import type { OptimizationReport } from '../document/optimization-document.ts';
import {
  calculateGain,
  formatGainRange,
  formatPercentage,
  formatUnitAmount,
} from './describe-metric-and-function-gains.ts';

const ROW_HEIGHT = 30;
const MIDDLE = ROW_HEIGHT / 2;
const BAR = 16;
/** Room right of the widest bar, for the end of its interval. */
const ROOM = 1.02;
/** Half of the height of an interval's end. */
const WHISKER = 6;

/**
 * Renders the reduction by each cycle, from the value before to the value after, with its interval:
 * a table with a picture in each row, so that it can be read without the picture too.
 */
export function waterfallFigure(bars: readonly WaterfallBar[]): pages.Markup | null {
  if (bars.length === 0) return null;
  const most = Math.max(
    ...bars.flatMap(({ from, to, interval }) => [from, to, ...(interval ?? [])]),
  );
  const axis = pages.linearAxis(0, most * ROOM);
  const ticks = axis.ticks.map((tick) => {
    const x = percentOf(axis.place(tick));
    return pages.html`<line class="tick" x1="${x}" x2="${x}" y1="0" y2="6"/><text x="${x}" y="20" text-anchor="${tick === 0 ? 'start' : 'middle'}">${Math.round(tick * 100)} %</text>`;
  });
  return pages.html`<p class="faint">What is left of the start after each cycle. The bar of a cycle is what it took off, and the line across its end is the interval of that.</p>
<table class="forest waterfall" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col"></th><th role="columnheader" scope="col" class="plot">what is left</th><th role="columnheader" scope="col" class="number">gain</th><th role="columnheader" scope="col" class="number">interval</th></tr></thead>
<tbody role="rowgroup">${bars.map((bar) => barRow(bar, axis.place))}</tbody>
<tfoot role="rowgroup" aria-hidden="true"><tr role="row"><td role="cell"></td><td role="cell" class="plot"><svg class="axis" height="24" width="100%"><line class="tick" x1="0" x2="100%" y1="0.5" y2="0.5"/>${ticks}</svg></td><td role="cell" class="rest" colspan="2"></td></tr></tfoot>
</table>`;
}

function barRow(bar: WaterfallBar, place: (share: number) => number): pages.Markup {
  const { label, gain, range, value } = bar;
  return pages.html`<tr role="row" class="gated"><th role="rowheader" scope="row">${label}<br><small>${value}</small></th><td role="cell" class="plot">${picture(bar, place)}</td><td role="cell" class="number">${gain}</td><td role="cell" class="number faint">${range}</td></tr>
`;
}

function picture(bar: WaterfallBar, place: (share: number) => number): pages.Markup {
  const { kind, from, to, interval, said, isWorse } = bar;
  const [left, end] = [place(Math.min(from, to)), place(Math.max(from, to))];
  const look = kind === 'start' ? 'bar base' : kind === 'end' ? 'bar head' : 'gain';
  return pages.html`<svg class="row tone-${isWorse ? 'bad' : 'good'}" height="${ROW_HEIGHT}" width="100%" role="img" aria-label="${said}"><title>${said}</title>
${kind === 'cycle' ? pages.html`<line class="one" x1="${percentOf(place(from))}" x2="${percentOf(place(from))}" y1="0" y2="${MIDDLE}"/>` : null}<rect class="${look}" data-mark="${kind}" x="${percentOf(left)}" width="${percentOf(end - left)}" y="${MIDDLE - BAR / 2}" height="${BAR}"/>
${interval === null ? null : intervalMark(interval, place)}</svg>`;
}

function intervalMark(
  [low, high]: readonly [number, number],
  place: (share: number) => number,
): pages.Markup {
  const [from, to] = [percentOf(place(low)), percentOf(place(high))];
  const end = (x: string): pages.Markup =>
    pages.html`<line class="whisker" x1="${x}" x2="${x}" y1="${MIDDLE - WHISKER}" y2="${MIDDLE + WHISKER}"/>`;
  return pages.html`<g class="sure"><line class="interval" data-mark="interval" x1="${from}" x2="${to}" y1="${MIDDLE}" y2="${MIDDLE}"/>${end(from)}${end(to)}</g>`;
}

function percentOf(share: number): string {
  return `${pages.formatCoordinate(share * 100)}%`;
}

/** Bar of the waterfall; shares are relative to the value before the first cycle. */
export type WaterfallBar = ReturnType<typeof createWaterfallBars>[number];

type Cycle = OptimizationReport['cycles'][number];

/**
 * Returns the reduction by each cycle, one after the other, from the start value. Each bar uses the
 * ratio of its own pairs, so that changes of the machine between two cycles do not count; the
 * values before and after if there is no ratio. Empty if no cycle was completed.
 */
export function createWaterfallBars({ cycles, total, metric }: OptimizationReport) {
  const kept = cycles.filter(({ before, after }) => before !== null && after !== null);
  const { baseline, final } = total;
  if (kept.length === 0 || baseline === null || final === null) return [];
  const bars: ReturnType<typeof cycleBar>[] = [];
  let left = 1;
  for (const cycle of kept) {
    bars.push(cycleBar(cycle, left, metric.better));
    left = bars.at(-1)?.to ?? left;
  }
  const start = formatUnitAmount(baseline, metric.unit);
  const end = formatUnitAmount(final, metric.unit);
  return [
    { ...START, value: start, said: `before: ${start}` },
    ...bars,
    endBar(left, end, total.ratio, metric.better),
  ];
}

const START = {
  kind: 'start',
  label: 'before',
  from: 0,
  to: 1,
  interval: null,
  gain: '',
  range: '',
  isWorse: false,
} as const;

function cycleBar(cycle: Cycle, left: number, better: 'lower' | 'higher') {
  const label = `cycle ${cycle.cycle}`;
  // No change was accepted, so there is no gain.
  const isKept = cycle.branch !== null;
  const ratio = isKept ? cycle.ratio : null;
  const share = isKept ? ratioOf(cycle) : 1;
  const bar = gainBar(share, ratio, better);
  const applied = cycle.hypotheses.filter(({ outcome }) => outcome === 'applied');
  const value = isKept ? applied.map(({ id }) => id).join(', ') : 'nothing accepted';
  return {
    ...bar,
    kind: 'cycle',
    label,
    /** Start and end of the bar in shares of the start value: what was left before and after. */
    from: left,
    to: left * share,
    /** Interval of `to`; null if none was measured. */
    interval: ratio === null ? null : ([left * ratio.low, left * ratio.high] as const),
    value,
    /** The bar as a sentence. */
    said: `${label}: ${bar.gain}${inBrackets(bar.range)}, ${value}`,
  } as const;
}

function ratioOf({ ratio, before, after }: Cycle): number {
  if (ratio !== null) return ratio.value;
  return before === null || after === null || before === 0 ? 1 : after / before;
}

function endBar(left: number, value: string, ratio: Cycle['ratio'], better: 'lower' | 'higher') {
  const bar = gainBar(left, ratio, better);
  return {
    ...bar,
    kind: 'end',
    label: 'after',
    from: 0,
    to: left,
    interval: ratio === null ? null : ([ratio.low, ratio.high] as const),
    value,
    said: `after: ${value}, ${bar.gain}${inBrackets(bar.range)} in total`,
  } as const;
}

function gainBar(share: number, ratio: Cycle['ratio'], better: 'lower' | 'higher') {
  const gain = calculateGain(share, better);
  return {
    /** `43.6%` */
    gain: formatPercentage(gain),
    /** `11.0 … 70.2%`; empty: no interval was measured. */
    range: ratio === null ? '' : formatGainRange(ratio, better),
    isWorse: gain < 0,
  };
}

function inBrackets(range: string): string {
  return range === '' ? '' : ` (${range})`;
}
