export interface Axis {
  readonly low: number;
  readonly high: number;
  /** Place of a value, 0 to 1; values beyond an end are put at it. */
  readonly place: (value: number) => number;
  /** True if a value lies on the axis. */
  readonly holds: (value: number) => boolean;
  /** Values to be labelled. */
  readonly ticks: readonly number[];
}

/** An axis from `low` to `high` with a few round numbers on it. */
export function linearAxis(low: number, high: number): Axis {
  const span = high - low;
  return {
    low,
    high,
    place: (value) => (span > 0 ? Math.min(1, Math.max(0, (value - low) / span)) : 0.5),
    holds: (value) => value >= low && value <= high,
    ticks: span > 0 ? roundTicks(low, high) : [low],
  };
}

/** Steps that people count in, as multiples of a power of ten, the widest first. */
const STEPS = [10, 5, 2, 1, 0.5];
/** Minimum number of ticks; with fewer, the scale is unclear. */
const FEWEST_TICKS = 3;

function roundTicks(low: number, high: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(high - low));
  const candidates = STEPS.map((step) => multiplesIn(low, high, step * power));
  return candidates.find(({ length }) => length >= FEWEST_TICKS) ?? candidates.at(-1) ?? [];
}

function multiplesIn(low: number, high: number, step: number): readonly number[] {
  const first = Math.ceil(low / step);
  const count = Math.max(0, Math.floor(high / step) - first + 1);
  // Multiples of the step rather than sums, which would accumulate rounding errors.
  return Array.from({ length: count }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Possible steps between labels on a ratio axis, as ratios, finest first. */
const RATIO_STEPS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5];
const MOST_A_SIDE = 3;

/**
 * An axis of logarithms of ratios with 1 in its middle, so that half and double are equally far
 * away. Its ticks are logarithms of round changes.
 */
export function ratioAxis(farthest: number): Axis {
  const limit = Math.max(farthest, 1e-4);
  const axis = linearAxis(-limit, limit);
  const step = RATIO_STEPS.find(
    (ratioStep) => Math.floor(Math.expm1(limit) / ratioStep) <= MOST_A_SIDE,
  );
  return { ...axis, ticks: step === undefined ? powerTicks(limit) : changeTicks(limit, step) };
}

function changeTicks(limit: number, step: number): readonly number[] {
  const side = Array.from({ length: MOST_A_SIDE }, (_, index) => (index + 1) * step);
  const up = side.map((change) => Math.log1p(change));
  const down = side.filter((change) => change < 1).map((change) => Math.log1p(-change));
  return [0, ...up, ...down].filter((tick) => Math.abs(tick) <= limit).toSorted((a, b) => a - b);
}

/** Returns ticks at powers of two, or of a larger power of two if there would be too many. */
function powerTicks(limit: number): readonly number[] {
  const step = Math.LN2 * Math.max(1, Math.ceil(limit / Math.LN2 / MOST_A_SIDE));
  const count = Math.floor(limit / step);
  return Array.from({ length: 2 * count + 1 }, (_, index) => (index - count) * step);
}

/** Median absolute deviations from the median beyond which a value is not worth its room. */
const FAR = 12;

/**
 * Returns the range of a plot, with a small margin: all of `kept`, and the values except extreme
 * outliers, which would compress the others into a line.
 */
export function pictureRange(
  values: readonly number[],
  kept: readonly number[],
): readonly [low: number, high: number] {
  const center = middleOf(values);
  const deviation = middleOf(values.map((value) => Math.abs(value - center)));
  const near =
    deviation > 0 ? values.filter((value) => Math.abs(value - center) <= FAR * deviation) : values;
  const shown = [...near, ...kept].filter(Number.isFinite);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const room = (high - low) * 0.06 || Math.abs(high) * 0.05 || 1;
  return [low - room, high + room];
}

function middleOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
