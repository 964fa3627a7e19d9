import type { CapacityLoad } from '../model/documents/capacity-document.ts';
import {
  type ThresholdPosterior,
  thresholdPosterior,
} from '../stats/load-capacity-threshold-posterior.ts';

/** Part of a load run that the search uses. */
export type RateOutcome = Pick<CapacityLoad, 'stage' | 'rate' | 'outcome'>;

/** Between which rates is searched, and how closely. */
export interface RateLimits {
  /** The first rate of all. */
  readonly start: number;
  readonly lowest: number;
  readonly highest: number;
}

/** Next step of the search, or the reason why it is over. */
export type RatePlan =
  | { readonly type: 'load'; readonly stage: CapacityLoad['stage']; readonly rate: number }
  | { readonly type: 'found' }
  /** The highest rate that can be sent stayed within the limits. */
  | { readonly type: 'lower-bound' }
  | { readonly type: 'none-kept' }
  /** No rate could be sent. */
  | { readonly type: 'undecided' };

/** Factor between successive rates of the ramp: few runs cover several powers of ten. */
const RAMP = 4;
/** Ratio of the interval's upper to its lower end at which the search ends. */
export const MAX_INTERVAL_RATIO = 1.1;
/** Step factor between search rates, so that rates repeat and get intervals. */
const GRID = 1.02;
/** Posterior quantiles, tried in rotation; the median alone never shows the transition's width. */
const SHARES = [0.5, 0.9, 0.1] as const;
/** Rates of the curve as shares of the capacity, and the runs that each is to have. */
const CURVE = [0.5, 0.75, 0.9, 1, 1.1] as const;
const CURVE_RUNS = 3;
/** A rate that could not be sent so often cannot be sent. */
const VOIDS = 2;
/** Number of runs at the highest rate that must stay within the limits before it counts as kept. */
const KEPT_AT_TOP = 2;

/**
 * Plans the next load: a geometric ramp until a limit breaks, then rates around the posterior's
 * median, then gaps in the curve. Pure, so that it can be simulated.
 */
export function planNextLoadRate(loads: readonly RateOutcome[], limits: RateLimits): RatePlan {
  const repeated = unsentOnce(loads);
  if (repeated !== null) return repeated;
  const ceiling = findRateCeiling(loads);
  const kept = ratesOf(loads, 'kept');
  const broken = ratesOf(loads, 'broken');
  const top = Math.min(limits.highest, ceiling ?? Number.POSITIVE_INFINITY);
  const highestKept = Math.max(0, ...kept);
  if (kept.length === 0) return rampDown(broken, ceiling, limits);
  if (broken.length === 0) return rampUp(kept, { top, isCeiling: ceiling !== null });
  const { level, low, high, quantile } = capacityPosterior(loads, limits);
  // All breaches may have been chance, so the capacity may lie where the rate cannot be sent.
  if (level >= top / GRID && highestKept < top / MAX_INTERVAL_RATIO) {
    return { type: 'load', stage: 'search', rate: between(highestKept, top) };
  }
  if (level >= top / GRID) return { type: 'lower-bound' };
  if (high / low > MAX_INTERVAL_RATIO) {
    const share = SHARES[loads.length % SHARES.length] ?? 0.5;
    const rate = Math.min(onGrid(quantile(share)), rounded(top / GRID));
    return { type: 'load', stage: 'search', rate };
  }
  return nextOfCurve(loads, level, top) ?? { type: 'found' };
}

/** Returns the posterior distribution of the capacity given the loads so far. */
export function capacityPosterior(
  loads: readonly RateOutcome[],
  { lowest, highest }: Pick<RateLimits, 'lowest' | 'highest'>,
): ThresholdPosterior {
  const outcomes = loads
    .filter(({ outcome }) => outcome !== 'void')
    .map(({ rate, outcome }) => ({ level: rate, kept: outcome === 'kept' }));
  return thresholdPosterior(outcomes, { low: lowest, high: highest });
}

/** Returns the lowest rate that could never be sent; null: none, or a higher rate gave a result. */
export function findRateCeiling(loads: readonly RateOutcome[]): number | null {
  const voids = ratesOf(loads, 'void');
  const highest = Math.max(0, ...ratesOf(loads, 'kept'), ...ratesOf(loads, 'broken'));
  const unsent = voids.filter(
    (rate) => rate > highest && voids.filter((voidRate) => voidRate === rate).length >= VOIDS,
  );
  return unsent.length === 0 ? null : Math.min(...unsent);
}

/** A rate that was not sent may have met a pause of the machine, so it is retried once. */
function unsentOnce(loads: readonly RateOutcome[]): RatePlan | null {
  const last = loads.at(-1);
  if (last?.outcome !== 'void') return null;
  const tries = loads.filter(({ rate, outcome }) => rate === last.rate && outcome === 'void');
  if (tries.length >= VOIDS) return null;
  return { type: 'load', stage: last.stage, rate: last.rate };
}

/** Plans the next load while no rate kept the limits: the first rate, then ever lower rates. */
function rampDown(
  broken: readonly number[],
  ceiling: number | null,
  { start, lowest, highest }: RateLimits,
): RatePlan {
  const tried = [...broken, ...(ceiling === null ? [] : [ceiling])];
  if (tried.length === 0) return { type: 'load', stage: 'ramp', rate: Math.min(start, highest) };
  const from = Math.min(...tried);
  if (from <= rounded(lowest)) return { type: broken.length > 0 ? 'none-kept' : 'undecided' };
  return { type: 'load', stage: 'ramp', rate: Math.max(rounded(lowest), rounded(from / RAMP)) };
}

function rampUp(
  kept: readonly number[],
  { top, isCeiling }: { readonly top: number; readonly isCeiling: boolean },
): RatePlan {
  const highest = Math.max(...kept);
  // A limit may still break between the highest kept rate and the lowest rate that cannot be sent.
  const isClose = isCeiling ? highest >= top / MAX_INTERVAL_RATIO : highest >= top;
  if (!isClose) {
    const next = isCeiling ? between(highest, top) : Math.min(top, rounded(highest * RAMP));
    return { type: 'load', stage: 'ramp', rate: next };
  }
  const atTop = kept.filter((rate) => rate === highest).length;
  if (atTop >= KEPT_AT_TOP) return { type: 'lower-bound' };
  return { type: 'load', stage: 'search', rate: highest };
}

function nextOfCurve(
  loads: readonly RateOutcome[],
  capacity: number,
  top: number,
): RatePlan | null {
  const done = loads.filter(({ stage }) => stage === 'curve').map(({ rate }) => rate);
  // The curve stays relative to the capacity it started from, though its own runs shift the
  // estimate a little.
  const begun = done[0] === undefined ? capacity : done[0] / CURVE[0];
  for (const share of CURVE) {
    const rate = share === CURVE[0] ? (done[0] ?? onGrid(begun * share)) : onGrid(begun * share);
    if (rate >= top) continue;
    const runs = loads.filter((load) => load.rate === rate && load.outcome !== 'void').length;
    const tries = done.filter((doneRate) => doneRate === rate).length;
    if (runs < CURVE_RUNS && tries < CURVE_RUNS) return { type: 'load', stage: 'curve', rate };
  }
  return null;
}

function ratesOf(
  loads: readonly RateOutcome[],
  outcome: CapacityLoad['outcome'],
): readonly number[] {
  return loads.filter((load) => load.outcome === outcome).map(({ rate }) => rate);
}

function between(low: number, high: number): number {
  return rounded(Math.sqrt(low * high));
}

function onGrid(rate: number): number {
  return rounded(GRID ** Math.round(Math.log(rate) / Math.log(GRID)));
}

/** Three digits are more than a load run can tell apart. */
function rounded(rate: number): number {
  return Number(rate.toPrecision(3));
}
