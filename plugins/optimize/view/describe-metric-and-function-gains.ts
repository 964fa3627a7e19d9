import { display, metrics } from 'perf-harness/plugin';
import type {
  OptimizationFunction,
  OptimizationMetric,
  OptimizationRatio,
} from '../document/optimization-cycle.ts';

const REMARKS: Readonly<Record<NonNullable<OptimizationMetric['verdict']>, string>> = {
  improved: '',
  regressed: '',
  unchanged: ', within margin',
  inconclusive: ', unclear',
  incomparable: ', not comparable',
};

/** Describes the change of a baseline metric, including regressions (X814-21). */
export function describeMetricChange(of: OptimizationMetric) {
  const { name, before, after, better, ratio, verdict } = of;
  const { label, quantity } = wayOf(name);
  const shown = { name: label, before: quantity(before) };
  if (after === null) {
    const word = 'not measured' as const;
    return { ...shown, after: word, gain: '', interval: '', direction: word, isSure: true, word };
  }
  const gained = better === 'lower' ? before - after : after - before;
  const direction = gained === 0 ? 'unchanged' : gained > 0 ? 'better' : 'worse';
  const times = before > 0 && after > 0 ? ` (${timesText(before, after, better)})` : '';
  const remark = verdict === null || gained === 0 ? '' : REMARKS[verdict];
  return {
    ...shown,
    after: quantity(after),
    /** `47.8% (1.9x)`, negative if it got worse; empty if the value before was 0. */
    gain: before === 0 ? '' : `${formatPercentage((gained / before) * 100)}${times}`,
    /** `40.1 … 55.3%`, of the pairs; empty: no interval was measured. */
    interval: ratio === null ? '' : formatGainRange(ratio, better),
    direction,
    /** True if the comparison agrees, or there was none. */
    isSure: remark === '',
    /** Direction with the remark of the comparison: `worse, in margin`. */
    word: `${direction}${remark}`,
  } as const;
}

/** Names of maps end with their units, as of base units: `wall_time_ms` is `wall_time` in `ms`. */
const ENDINGS: readonly (readonly [
  ending: string,
  unit: Parameters<typeof display.formatQuantity>[1],
  factor: number,
])[] = [
  ['_ms', 'ms', 1],
  ['_mb', 'B', 1e6],
  ['_bytes', 'B', 1],
];

function wayOf(name: string): { label: string; quantity: (value: number) => string } {
  const unit = metrics.findMetric(name)?.unit;
  const own = unit === undefined ? undefined : (['', unit, 1] as const);
  const known = own ?? ENDINGS.find(([ending]) => name.endsWith(ending));
  if (known === undefined) return { label: display.printable(name), quantity: formatShortNumber };
  const [ending, base, factor] = known;
  return {
    label: display.printable(name.slice(0, name.length - ending.length)),
    quantity: (value) => display.formatQuantity(value * factor, base, DIGITS),
  };
}

const DIGITS = 3;

/** Returns the factor of improvement: `1.9x`; below 1 if it got worse. */
function timesText(before: number, after: number, better: 'lower' | 'higher'): string {
  return `${(better === 'lower' ? before / after : after / before).toFixed(1)}x`;
}

/** Returns the least and the greatest gain, in percent of the former value. */
export function formatGainRange(
  { low, high }: OptimizationRatio,
  better: 'lower' | 'higher',
): string {
  const ends = [low, high].map((end) => calculateGain(end, better));
  return `${Math.min(...ends).toFixed(1)} … ${formatPercentage(Math.max(...ends))}`;
}

/** Gain of a ratio in per cent, in the direction of its metric. */
export function calculateGain(ratio: number, better: 'lower' | 'higher'): number {
  return (better === 'lower' ? 1 - ratio : ratio - 1) * 100;
}

/** Describes an instrumented function's times and change: `-87% (7.8x)`, `0% unchanged`. */
export function describeFunctionChange(of: OptimizationFunction) {
  const { function: name, before_ms: before, after_ms: after, delta_pct: delta } = of;
  const rounded = Math.round(delta);
  const times = before > 0 && after > 0 ? ` (${(before / after).toFixed(1)}x)` : '';
  return {
    name: display.printable(name),
    before: `${formatShortNumber(before)}ms`,
    after: `${formatShortNumber(after)}ms`,
    change: rounded === 0 ? '0% unchanged' : `${rounded > 0 ? '+' : ''}${rounded}%${times}`,
  };
}

/** Three digits, or all before the point: `0.168`, `10.2`, `6300`. */
function formatShortNumber(value: number): string {
  return String(value >= 100 ? Number(value.toFixed(0)) : Number(value.toPrecision(3)));
}

/** Formats an amount: `480ms`, `1.5MB`, `250req/s`, written as values given to a loop are. */
export function formatUnitAmount(value: number, unit: string): string {
  return `${formatShortNumber(value)}${unit}`;
}

/** Formats `39.7%`; negative if it got worse. */
export function formatPercentage(value: number): string {
  return `${value.toFixed(1)}%`;
}
