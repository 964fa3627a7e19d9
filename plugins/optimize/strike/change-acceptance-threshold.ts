import type { measure } from 'perf-harness/plugin';

/** Returns the least accepted gain in percent for a class of bottleneck. */
export function findGainThreshold(kind: measure.BottleneckClass): number {
  switch (kind) {
    case 'Architecture':
      return 30;
    case 'CPU':
      return 10;
    // Caches and services of others are waited for as disks and databases are.
    default:
      return 20;
  }
}

/** Least gain of the variant for single functions, for every class of bottleneck. */
export const FUNCTION_THRESHOLD_PCT = 10;
/** Time budget of that variant. */
export const FUNCTION_BUDGET_MS = 30 * 60_000;

/** A ratio of 0.9 is a gain of 10 %, regardless of binary rounding. */
const ROUNDING = 1e-9;

/**
 * True if a gain is too small for the lines that it adds: less than twice the threshold,
 * with more than 1.5 times the lines in what it touches.
 * @param growth - Lines after / lines before.
 */
export function hasExcessiveGrowth(
  improvementPct: number,
  threshold: number,
  growth: number,
): boolean {
  return improvementPct < 2 * threshold - ROUNDING && growth > 1.5;
}

/**
 * Returns the reason why a gain is not accepted; null if it is.
 * @param isReal - True if the comparison's verdict is `improved`.
 */
export function explainRejection(
  gain: { readonly improvementPct: number; readonly isReal: boolean },
  threshold: number,
  growth: number,
): string | null {
  const { improvementPct, isReal } = gain;
  const shown = `gains ${improvementPct.toFixed(1)}%`;
  if (improvementPct < threshold - ROUNDING) return `${shown}, less than ${threshold}%`;
  if (!isReal) return `${shown}, which may be noise`;
  if (!hasExcessiveGrowth(improvementPct, threshold, growth)) return null;
  return `${shown} with ${Math.round((growth - 1) * 100)}% more lines`;
}
