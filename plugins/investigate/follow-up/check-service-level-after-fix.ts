import { errorRate, MIN_VALUES_FOR_P95 } from '../data/request-latency-and-error-statistics.ts';
import type { FixCheck, ServedLevel } from '../document/investigation-document.ts';
import { type RequestCell, sumRequestCells } from '../observations/requests-by-interval.ts';
import { type Criterion, judgeCriterion } from './evaluate-fix-success-criterion.ts';
import type { TrackedLevel } from './latency-and-error-levels-per-endpoint.ts';
import type { NoiseMargin } from './pre-incident-noise-margin.ts';

/** One-sided normal quantile for 95 % confidence. */
const Z = 1.6449;

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

/** Checks a level's 95th percentile and error rate in intervals `from` to before `until`. */
export function checkLevelAfterFix(
  level: TrackedLevel,
  from: number,
  until: number,
  basis: LevelBasis,
): readonly FixCheck[] {
  const cell = sumRequestCells(level.cells.slice(from, until));
  const { name, before, during } = level;
  const check = (
    measure: FixCheck['measure'],
    criterion: Criterion | null,
    levelOf: (level: ServedLevel) => number | null,
    judge: (cell: RequestCell, criterion: Criterion) => Judged,
  ): readonly FixCheck[] => {
    if (criterion === null) return [];
    const levels = { before: levelOf(before), during: levelOf(during) };
    const common = { measure, name, basis: basis.name, is_decisive: true };
    return [{ ...common, ...criterion, ...levels, ...judge(cell, criterion) }];
  };
  return [
    ...check('p95', basis.p95(level), ({ p95 }) => p95, judgeP95),
    ...check('error_rate', basis.errors(level), errorRate, judgeErrors),
  ];
}

type Judged = Pick<FixCheck, 'value' | 'outcome' | 'note'>;

/**
 * Judges a 95th percentile: above its limit it fails only if the lower end of its confidence
 * interval is above it too, which is the value whose rank is 1.64 standard deviations of the
 * binomial distribution lower (David and Nagaraja, Order Statistics, 2003, 7.1).
 */
function judgeP95({ durations }: RequestCell, criterion: Criterion): Judged {
  const value = durations.quantile(0.95);
  const count = durations.count;
  if (value === null) return { value, outcome: 'pending', note: 'no requests were timed' };
  if (count < MIN_VALUES_FOR_P95)
    return { value, outcome: 'pending', note: `only ${count} requests were timed` };
  const low = durations.quantile(0.95 - Z * Math.sqrt((0.95 * 0.05) / count)) ?? value;
  return decided(value, low, criterion);
}

/** Judges an error rate by Wilson's lower end (JASA 22, 1927), valid for rates near zero. */
function judgeErrors({ count, errors }: RequestCell, criterion: Criterion): Judged {
  if (count < MIN_VALUES_FOR_P95)
    return {
      value: count === 0 ? null : errors / count,
      outcome: 'pending',
      note: count === 0 ? 'no requests were observed' : `only ${count} requests were observed`,
    };
  const value = errors / count;
  const square = Z * Z;
  const low =
    (value +
      square / (2 * count) -
      Z * Math.sqrt((value * (1 - value)) / count + square / (4 * count * count))) /
    (1 + square / count);
  return decided(value, low, criterion);
}

function decided(value: number, low: number, criterion: Criterion): Judged {
  const outcome = judgeCriterion(value, criterion);
  return outcome === 'fail' && low < criterion.limit
    ? { value, outcome: 'pending', note: 'too few requests for a conclusion' }
    : { value, outcome, note: null };
}
