import { findMetricSignals } from '../../plugins/investigate/data/find-metrics-changed-at-onset.ts';
import type { ObservedSeries } from '../../plugins/investigate/observations/metric-time-series-table.ts';
import type { TimeGrid } from '../../plugins/investigate/observations/requests-by-interval.ts';
import { createDraws } from './random-draws.ts';

/** Four hours in minutes. */
export const MINUTE_GRID: TimeGrid = {
  start: Date.UTC(2026, 10, 24, 12),
  widthMs: 60_000,
  length: 240,
};

/** Kinds of noise; `dependent` is autocorrelated, as loads are. */
export type NoiseKind = 'normal' | 'heavyTailed' | 'skewed' | 'dependent';

/** Creates a series without a change, or with a step by a ratio of its level. */
export function createNoiseSeries(
  noise: NoiseKind,
  seed: number,
  step: { readonly minute: number; readonly ratio: number } | null = null,
): ObservedSeries {
  const draw = createDraws(seed);
  const [at, values]: [number[], number[]] = [[], []];
  let last = 0;
  for (let minute = 0; minute < MINUTE_GRID.length; minute += 1) {
    last = noise === 'dependent' ? 0.6 * last + draw.normal() : draw[noise]();
    const level = step !== null && minute >= step.minute ? 100 * step.ratio : 100;
    at.push(MINUTE_GRID.start + minute * MINUTE_GRID.widthMs);
    values.push(Math.max(1, level * (1 + 0.2 * last)));
  }
  return { name: `pool_${noise}_${seed}`, labels: '', at, values };
}

/** Returns the changes reported among this many series without a change. */
export function findNoiseSignals(noise: NoiseKind, count: number, seed: number) {
  const series = Array.from({ length: count }, (_, index) =>
    createNoiseSeries(noise, seed * 100_000 + index),
  );
  return findMetricSignals(series, MINUTE_GRID);
}
