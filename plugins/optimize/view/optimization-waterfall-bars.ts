import type { OptimizationReport } from '../document/optimization-document.ts';
import { calculateGain, formatGainRange } from './describe-metric-and-function-gains.ts';
import { formatPercentage, formatUnitAmount } from './format-optimization-amount.ts';

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
  const own = ratioOf(cycle);
  const ratio = isKept ? own : 1;
  const gain = formatPercentage(calculateGain(ratio, better));
  const range = cycle.ratio === null || !isKept ? '' : formatGainRange(cycle.ratio, better);
  const what = cycle.hypotheses
    .filter(({ outcome }) => outcome === 'applied')
    .map(({ id }) => id)
    .join(', ');
  const value = isKept ? what : 'nothing accepted';
  return {
    kind: 'cycle',
    label,
    /** Start and end of the bar in shares of the start value: what was left before and after. */
    from: left,
    to: left * ratio,
    /** Interval of `to`; null if none was measured. */
    interval:
      cycle.ratio === null || !isKept
        ? null
        : ([left * cycle.ratio.low, left * cycle.ratio.high] as const),
    value,
    /** `43.6%` */
    gain,
    /** `11.0 … 70.2%`; empty: no interval was measured. */
    range,
    /** The bar as a sentence. */
    said: `${label}: ${gain}${range === '' ? '' : ` (${range})`}, ${value}`,
    isWorse: calculateGain(ratio, better) < 0,
  } as const;
}

function ratioOf({ ratio, before, after }: Cycle): number {
  if (ratio !== null) return ratio.value;
  return before === null || after === null || before === 0 ? 1 : after / before;
}

function endBar(
  left: number,
  value: string,
  ratio: OptimizationReport['total']['ratio'],
  better: 'lower' | 'higher',
) {
  const gain = formatPercentage(calculateGain(left, better));
  const range = ratio === null ? '' : formatGainRange(ratio, better);
  return {
    kind: 'end',
    label: 'after',
    from: 0,
    to: left,
    interval: ratio === null ? null : ([ratio.low, ratio.high] as const),
    value,
    gain,
    range,
    said: `after: ${value}, ${gain}${range === '' ? '' : ` (${range})`} in total`,
    isWorse: calculateGain(left, better) < 0,
  } as const;
}
