import type { Budget } from 'perf-harness/plugin';
import { errorRate } from '../data/request-latency-and-error-statistics.ts';
import type { DataPart, FixOutcome, ServedLevel } from '../document/investigation-document.ts';
import { medianDeviation } from '../observations/median.ts';
import { SKETCH_ERROR } from '../observations/quantile-sketch.ts';
import type { RequestCell } from '../observations/requests-by-interval.ts';

export interface Criterion {
  readonly limit: number;
  /** Target below the limit; null: only the limit applies. */
  readonly aim: number | null;
}

/** Judges a value: pass below the aim, pass below target below the limit, else fail (INV-36). */
export function judgeCriterion(value: number, { limit, aim }: Criterion): FixOutcome {
  if (!(value < limit)) return 'fail';
  return aim === null || value < aim ? 'pass' : 'pass below target';
}

/** Returns the worst outcome; pending outcomes count only if there is no other. */
export function worstOutcome(outcomes: readonly FixOutcome[]): FixOutcome {
  const order: readonly FixOutcome[] = ['fail', 'pass below target', 'pass'];
  return order.find((outcome) => outcomes.includes(outcome)) ?? 'pending';
}

/** A check without any number. */
export const EMPTY_CHECK_VALUES = {
  value: null,
  before: null,
  during: null,
  limit: null,
  aim: null,
  note: null,
} as const;

/** Level of all requests or one endpoint: before the incident, during it, in the logs since. */
export interface TrackedLevel {
  /** Empty: all requests. */
  readonly name: string;
  readonly before: ServedLevel;
  readonly during: ServedLevel;
  readonly isAffected: boolean;
  readonly cells: readonly (RequestCell | undefined)[];
}

/** Basis of the limits for a level: the level before the incident, or a preset. */
export interface LevelBasis {
  readonly name: string;
  readonly p95: (level: TrackedLevel) => Criterion | null;
  readonly errors: (level: TrackedLevel) => Criterion | null;
}

/** Ratio from which an investigation reports a rise (`LEAST_RATIO` of find-degradation-onset.ts). */
const WORSE = 1.2;

/**
 * Creates limits at the level before the incident, plus its noise. For degraded levels the limit is
 * at most the midpoint between before and during, so that the incident itself can never pass.
 */
export function createPriorLevelBasis(margin: NoiseMargin): LevelBasis {
  return {
    name: 'the level before',
    p95: ({ before, during }) => {
      if (before.p95 === null || before.p95 <= 0) return null;
      const limit = before.p95 * (1 + margin.p95);
      if (during.p95 === null || during.p95 < before.p95 * WORSE) return { limit, aim: null };
      return { limit: Math.min(limit, Math.sqrt(before.p95 * during.p95)), aim: null };
    },
    errors: ({ before }) =>
      before.count === 0 ? null : { limit: errorRate(before) + margin.errors, aim: null },
  };
}

/** Half the least reported change (`LEAST_RATIO`, `LEAST_ERRORS`: find-degradation-onset.ts). */
const LEAST_MARGIN = 0.1;
const LEAST_ERRORS = 0.001;
/** Standard deviations a level may exceed the previous one by and still count as the same. */
const DEVIATIONS = 2;
/** Makes a median absolute deviation the standard deviation of a normal distribution. */
const MAD_TO_SIGMA = 1.4826;
/** Intervals from which their scatter is worth the name. */
const FEWEST_INTERVALS = 8;

/** Margin above the level before the incident within which a level counts as the same. */
export interface NoiseMargin {
  /** Relative to the 95th percentile. */
  readonly p95: number;
  /** Added to the error rate. */
  readonly errors: number;
}

/**
 * Computes the noise before the incident: twice the scatter of the logarithm of the 95th percentile
 * between intervals, by the median absolute deviation, which a few outliers do not affect; at least
 * a tenth, and at least the error of two sketches.
 */
export function computeNoiseMargin({ timeline, onset }: DataPart): NoiseMargin {
  const end = onset === null ? Number.POSITIVE_INFINITY : Date.parse(onset.low);
  const logs = timeline.flatMap(({ at, p95, low_n }) =>
    p95 === null || p95 <= 0 || low_n || Date.parse(at) >= end ? [] : [Math.log(p95)],
  );
  const sigma = logs.length < FEWEST_INTERVALS ? 0 : MAD_TO_SIGMA * medianDeviation(logs);
  return {
    p95: Math.max(LEAST_MARGIN, Math.expm1(DEVIATIONS * sigma), 2 * SKETCH_ERROR),
    errors: LEAST_ERRORS,
  };
}

/** Named limits, as budgets; budgets of level `warn` are aims. */
export interface SuccessPreset {
  readonly name: string;
  readonly budgets: readonly Budget[];
}

/** Share of a pool in use from which requests begin to wait for the rest (INV-36). */
export const POOL_LIMIT = 0.7;

/** Converts a preset into the limits of each level; metrics without a limit are not checked. */
export function createPresetBasis({ name, budgets }: SuccessPreset): LevelBasis {
  const criterion = (metric: string): Criterion | null => {
    const limitOf = (level: Budget['level']): number | undefined =>
      budgets.find((budget) => budget.metric === metric && budget.level === level)?.limit;
    const limit = limitOf('error');
    return limit === undefined ? null : { limit, aim: limitOf('warn') ?? null };
  };
  const [p95, errors] = [criterion('latency.p95'), criterion('error_rate')];
  return { name, p95: () => p95, errors: () => errors };
}
