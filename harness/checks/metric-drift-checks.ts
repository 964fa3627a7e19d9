import type { CheckAfter } from '../model/measurement-validity-check-types.ts';
import type { Summary } from '../model/metric-summary.ts';
import { median } from '../stats/descriptive-statistics.ts';
import { medianSlope, trendPValue } from '../stats/mann-kendall-trend-and-theil-sen-slope.ts';
import { pettittLevelShift } from '../stats/pettitt-level-shift-test.ts';
import { formatPValue, formatSignedPercent } from './format-check-numbers.ts';
import { listStoppingAndGatedMetrics } from './list-metrics-that-stop-or-gate-a-run.ts';

/** A metric rose or fell bit by bit from the first trial to the last. */
export const drift: CheckAfter = {
  id: 'drift',
  check: ({ scenario, metrics }) =>
    listStoppingAndGatedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const movement = detectMovement(summary);
      if (movement?.type !== 'slope') return [];
      return [
        {
          id: drift.id,
          level: 'warning',
          metric: name,
          message: `${name} drifts: ${formatSignedPercent(movement.change)} from the first to the last of ${summary.n} trials (${formatPValue(movement.p)}).`,
          remedy:
            'Look for things that grow from trial to trial (files, a database, a persistent cache) and for a CPU that heats up; reset state in `setup` or `prepare`.',
        },
      ];
    }),
};

/**
 * The level of a metric changed abruptly during the run: its median describes neither part, so
 * later runs would be compared with a level that never existed. Distinct from high variance, which
 * is about size and not about order, and from drift, which is gradual.
 */
export const unstableBaseline: CheckAfter = {
  id: 'unstable-baseline',
  check: ({ scenario, metrics }) =>
    listStoppingAndGatedMetrics(scenario, metrics).flatMap(({ name, summary }) => {
      const movement = detectMovement(summary);
      if (movement?.type !== 'step') return [];
      const { after, change, p } = movement;
      return [
        {
          id: unstableBaseline.id,
          level: 'warning',
          metric: name,
          message: `${name} shifted during the run: ${formatSignedPercent(change)} after ${after} of ${summary.n} trials (${formatPValue(p)}). The result is not usable as a baseline.`,
          remedy:
            'Find out what started or ended at that time (the trials have timestamps), then run again.',
        },
      ];
    }),
};

/** Change of level within a sample. */
export type Movement =
  /** Abrupt change after the given number of measurements. */
  | { readonly type: 'step'; readonly after: number; readonly change: number; readonly p: number }
  /** Bit by bit; the change is from the first measurement to the last. */
  | { readonly type: 'slope'; readonly change: number; readonly p: number };

/** False-positive rate of each of the two tests on a steady sample: one in a hundred. */
export const SIGNIFICANCE_LEVEL = 0.01;
/** Fewer trials cannot reach that level. */
export const FEWEST_TRIALS = 6;
/** Movement below the margin within which two results count as equal (2 % for timed metrics). */
export const SMALLEST_CHANGE = 0.02;

/**
 * Returns the movement within a sample. Both a step and a slope make both tests significant, so the
 * model with the smaller residuals is reported.
 */
export function detectMovement({ sample, center }: Summary): Movement | null {
  if (sample.length < FEWEST_TRIALS || center === 0) return null;
  const size = Math.abs(center);
  const found: { readonly movement: Movement; readonly residual: number }[] = [];
  const shift = pettittLevelShift(sample);
  if (shift !== null && shift.pValue <= SIGNIFICANCE_LEVEL) {
    const change = (shift.after - shift.before) / size;
    const modelled = (index: number): number => (index < shift.at ? shift.before : shift.after);
    const movement = { type: 'step', after: shift.at, change, p: shift.pValue } as const;
    found.push({ movement, residual: residual(sample, modelled) });
  }
  const p = trendPValue(sample);
  if (p <= SIGNIFICANCE_LEVEL) {
    const slope = medianSlope(sample);
    const origin = median(sample.map((value, index) => value - slope * index));
    const change = (slope * (sample.length - 1)) / size;
    const modelled = (index: number): number => origin + slope * index;
    found.push({ movement: { type: 'slope', change, p }, residual: residual(sample, modelled) });
  }
  found.sort((a, b) => a.residual - b.residual);
  const movement = found[0]?.movement ?? null;
  return movement !== null && Math.abs(movement.change) > SMALLEST_CHANGE ? movement : null;
}

/** Sum of absolute differences: outliers must not decide. */
function residual(sample: readonly number[], modelled: (index: number) => number): number {
  return sample.reduce((sum, value, index) => sum + Math.abs(value - modelled(index)), 0);
}
