import type { Unit } from '../harness/model/metric.ts';

/** A step of a unit's ladder, such as kB: used from this magnitude on. */
interface Step {
  /** Smallest magnitude, in base units, for which the step is used. */
  readonly from: number;
  readonly factor: number;
  readonly suffix: string;
}

// Counts and rates keep plain digits up to 9,999, since "1,500 requests" is easier to read than
// "1.5 k".
const LADDERS: Readonly<Record<Unit, readonly [Step, ...Step[]]>> = {
  ms: [
    { from: 0, factor: 1e-6, suffix: ' ns' },
    { from: 1e-3, factor: 1e-3, suffix: ' µs' },
    { from: 1, factor: 1, suffix: ' ms' },
    { from: 1e3, factor: 1e3, suffix: ' s' },
  ],
  B: [
    { from: 0, factor: 1, suffix: ' B' },
    { from: 1e3, factor: 1e3, suffix: ' kB' },
    { from: 1e6, factor: 1e6, suffix: ' MB' },
    { from: 1e9, factor: 1e9, suffix: ' GB' },
    { from: 1e12, factor: 1e12, suffix: ' TB' },
  ],
  count: [
    { from: 0, factor: 1, suffix: '' },
    { from: 1e4, factor: 1e3, suffix: ' k' },
    { from: 1e6, factor: 1e6, suffix: ' M' },
    { from: 1e9, factor: 1e9, suffix: ' G' },
  ],
  '/s': [
    { from: 0, factor: 1, suffix: '/s' },
    { from: 1e4, factor: 1e3, suffix: ' k/s' },
    { from: 1e6, factor: 1e6, suffix: ' M/s' },
  ],
  ratio: [{ from: 0, factor: 0.01, suffix: ' %' }],
  score: [{ from: 0, factor: 1, suffix: '' }],
};

/** Number of digits if nothing indicates the precision of a value. */
const PLAIN_DIGITS = 4;
/** More digits than these no double has. */
const DOUBLE_DIGITS = 17;
/** Digits of half an interval that decide how many the centre gets. */
const INTERVAL_DIGITS = 2;
/** Minimum number of digits of a centre, however wide its interval. */
const LEAST_DIGITS = 2;
/** More digits than these are noise to a reader. */
const MOST_DIGITS = 6;
/** Asymmetry, as a share of the width, below which an interval is written as a single ±. */
const SYMMETRIC = 0.15;

/** Placeholder for a missing number. */
export const NO_NUMBER = 'n/a';

/** A quantity with the unit that reads best: `1.238 ms`, `64 kB`, `0.1 %`, `12.4 k/s`. */
export function formatQuantity(value: number, unit: Unit, digits = PLAIN_DIGITS): string {
  if (!Number.isFinite(value)) return NO_NUMBER;
  const { factor, suffix } = stepFor(unit, Math.abs(value), digits);
  const scaled = value / factor;
  return `${withoutTrailingZeros(fixed(scaled, digits - 1 - exponent(scaled)))}${suffix}`;
}

/** Two quantities that are not the same, with as many digits as it takes to show it. */
export function formatDistinctPair(a: number, b: number, unit: Unit): readonly [string, string] {
  for (let digits = PLAIN_DIGITS; ; digits += 1) {
    const texts = [formatQuantity(a, unit, digits), formatQuantity(b, unit, digits)] as const;
    if (a === b || texts[0] !== texts[1] || digits >= DOUBLE_DIGITS) return texts;
  }
}

/**
 * A centre that shows no digit which half the interval makes meaningless, but two: `1.238 ms`; and the
 * interval in the unit of the centre: `± 0.021` or `1.21 … 1.29`.
 */
export function formatWithInterval(
  measured: { readonly center: number; readonly low: number; readonly high: number },
  unit: Unit,
): { readonly center: string; readonly interval: string } {
  const { center, low, high } = measured;
  const half = (high - low) / 2;
  if (!(half > 0) || !Number.isFinite(center)) {
    return { center: formatQuantity(center, unit), interval: '± 0' };
  }
  // Uses the unit of the centre, so that a few slow trials do not turn 448 µs into 0 ms.
  const magnitude = center === 0 ? half : Math.abs(center);
  const { factor, suffix } = stepFor(unit, magnitude, PLAIN_DIGITS);
  const isSymmetric = Math.abs(high - center - (center - low)) <= SYMMETRIC * (high - low);
  // The wider side, so that the ± is never narrower than the interval.
  const side = isSymmetric ? Math.max(high - center, center - low) : half;
  const wanted =
    INTERVAL_DIGITS - 1 - exponent(Number((side / factor).toPrecision(INTERVAL_DIGITS)));
  const first = exponent(magnitude / factor);
  const decimals = Math.min(Math.max(wanted, LEAST_DIGITS - 1 - first), MOST_DIGITS - 1 - first);
  const text = (value: number): string => fixed(value / factor, decimals);
  const interval = isSymmetric ? `± ${text(side)}` : `${text(low)} … ${text(high)}`;
  return { center: `${text(center)}${suffix}`, interval };
}

/** Digits that tell the ends of a range apart. */
const RANGE_DIGITS = 3;

/** Formats two ends in one unit, with enough digits to distinguish them: `1.93 … 2.08 ms`. */
export function formatRange(low: number, high: number, unit: Unit): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return NO_NUMBER;
  if (low === high) return formatQuantity(low, unit);
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  const { factor, suffix } = stepFor(unit, magnitude, PLAIN_DIGITS);
  const decimals = Math.max(
    RANGE_DIGITS - 1 - exponent(magnitude / factor),
    Math.min(MOST_DIGITS - 1 - exponent(magnitude / factor), -exponent((high - low) / factor)),
  );
  return `${fixed(low / factor, decimals)} … ${fixed(high / factor, decimals)}${suffix}`;
}

/** A share of 1, not negative, as per cent: `2.1 %`, `0 %`, `< 0.01 %`. */
export function formatShare(share: number): string {
  if (!Number.isFinite(share)) return NO_NUMBER;
  const percent = share * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.01) return '< 0.01 %';
  const decimals = percent < 0.1 ? 2 : percent < 9.95 ? 1 : 0;
  return `${withoutTrailingZeros(fixed(percent, decimals))} %`;
}

/** Ratios from here on read better as "times" than as per cent. */
const TIMES_FROM = 2;

/** A ratio as a change: `+12.4 %`, `-3 %`, `0 %`, `×3.2`. */
export function formatChange(ratio: number): string {
  if (!Number.isFinite(ratio)) return NO_NUMBER;
  if (ratio >= TIMES_FROM) return `×${formatFactor(ratio)}`;
  const percent = (ratio - 1) * 100;
  const decimals = Math.abs(percent) < 1 ? 2 : 1;
  const text = fixed(percent, decimals);
  return Number(text) === 0 ? '0 %' : `${percent > 0 ? '+' : ''}${text} %`;
}

/** Formats a change known to be real, so never as `0 %`: `+0.003 %`. */
export function formatNonzeroChange(ratio: number): string {
  const text = formatChange(ratio);
  if (text !== '0 %' || ratio === 1) return text;
  const percent = (ratio - 1) * 100;
  return `${percent > 0 ? '+' : ''}${fixed(percent, -exponent(percent))} %`;
}

/**
 * Formats a ratio's interval in the unit in which `formatChange` writes the ratio itself: `-0.6 …
 * +6.9 %` next to `+3.1 %`, `×1.53 … ×2.91` next to `×2.1`.
 * @param ratio - Ratio shown next to it. Default: the upper end.
 */
export function formatChangeRange(low: number, high: number, ratio = high): string {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return NO_NUMBER;
  if (ratio >= TIMES_FROM) {
    // ×0.00 would not show how small the factor is.
    const from = low < LEAST_FACTOR ? `< ×${LEAST_FACTOR}` : `×${formatFactor(low)}`;
    const to = `×${formatFactor(high)}`;
    return from === to ? from : `${from} … ${to}`;
  }
  const decimals = rangeDecimals(Math.abs(high - low) * 100);
  const text = (end: number): string => {
    const percent = fixed((end - 1) * 100, decimals);
    return Number(percent) > 0 ? `+${percent}` : percent;
  };
  return `${text(low)} … ${text(high)} %`;
}

/** Smallest factor that is written with digits. */
const LEAST_FACTOR = 0.01;

/** As many as tell the ends apart, by how many per cent lie between them. */
function rangeDecimals(width: number): number {
  if (width >= 1) return 1;
  return width === 0 || width >= 0.01 ? 2 : 1 - exponent(width);
}

/** "1.80", "12.3", "140" times. */
export function formatFactor(factor: number): string {
  if (!Number.isFinite(factor)) return NO_NUMBER;
  return fixed(factor, Math.max(0, 2 - Math.max(0, exponent(factor))));
}

/** Formats a duration for people: `840 ms`, `12.4 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return NO_NUMBER;
  const seconds = Math.round(durationMs / 1_000);
  if (durationMs < 1_000) return formatQuantity(durationMs, 'ms', 3);
  if (seconds < 60) return `${withoutTrailingZeros(fixed(durationMs / 1_000, 1))} s`;
  if (seconds < 3_600) return twoUnits(seconds, 60, 'min', 's');
  return twoUnits(Math.round(seconds / 60), 60, 'h', 'min');
}

/** A moment of ISO 8601 to the minute, in its own zone: `2026-01-02 03:04`. */
export function formatMoment(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}

function twoUnits(amount: number, size: number, large: string, small: string): string {
  const rest = amount % size;
  const whole = `${Math.floor(amount / size)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}

/** The step for a magnitude, as it will be after rounding: 999.96 ns is 1 µs. */
function stepFor(unit: Unit, magnitude: number, digits: number): Step {
  const rounded = Number(magnitude.toPrecision(digits));
  const [first, ...further] = LADDERS[unit];
  return further.findLast(({ from }) => rounded >= from) ?? first;
}

/** Power of ten of the first digit; 0 for 0. */
function exponent(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
}

/** Maximum number of decimals; beyond it, `toFixed` adds no information for a double. */
const MOST_DECIMALS = 12;

function fixed(value: number, decimals: number): string {
  const text = value.toFixed(Math.min(MOST_DECIMALS, Math.max(0, decimals)));
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  // -0.00 means the same as 0.00.
  const signed = Number(text) === 0 ? grouped.replace('-', '') : grouped;
  return fraction === undefined ? signed : `${signed}.${fraction}`;
}

function withoutTrailingZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
