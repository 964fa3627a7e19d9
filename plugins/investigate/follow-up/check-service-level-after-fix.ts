import { findOnset } from '../data/find-degradation-onset.ts';
import { errorRate, MIN_VALUES_FOR_P95 } from '../data/request-latency-and-error-statistics.ts';
import type { FixCheck, ServedLevel } from '../document/investigation-document.ts';
import {
  type RequestCell,
  sumRequestCells,
  type TimeGrid,
} from '../observations/requests-by-interval.ts';
import { FIX_INTERVAL } from './fix-follow-up-time-windows.ts';
import {
  type Criterion,
  createPriorLevelBasis,
  EMPTY_CHECK_VALUES,
  judgeCriterion,
  type LevelBasis,
  type TrackedLevel,
} from './fix-success-criteria.ts';

/** One-sided normal quantile for 95 % confidence. */
const Z = 1.6449;

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

/** Intervals of an hour; a time of less than twice that has no busiest part. */
const HOUR = 12;

/**
 * Checks the busiest hour of a long period, which the mean over day and night hides. For endpoints
 * only failures are reported.
 */
export function checkPeak(
  levels: readonly TrackedLevel[],
  from: number,
  until: number,
  basis: LevelBasis,
  momentOf: (place: number) => number,
): readonly FixCheck[] {
  const all = levels.find(({ name }) => name === '')?.cells ?? [];
  const filled = all.slice(from, until).filter((cell) => cell !== undefined).length;
  if (filled < 2 * HOUR) return [];
  const starts = Array.from({ length: until - from - HOUR + 1 }, (_, index) => from + index);
  const countOf = (start: number): number =>
    all.slice(start, start + HOUR).reduce((sum, cell) => sum + (cell?.count ?? 0), 0);
  const peak = starts.reduce(
    (best, start) => (countOf(start) > countOf(best) ? start : best),
    from,
  );
  const note = `in the busiest hour, from ${new Date(momentOf(peak)).toISOString().slice(0, 16)}Z`;
  return levels
    .flatMap((level) => checkLevelAfterFix(level, peak, peak + HOUR, basis))
    .filter(({ name, outcome }) => name === '' || outcome === 'fail')
    .map((check) => ({ ...check, note: check.note === null ? note : `${note}; ${check.note}` }));
}

/** Smallest degradation that counts for levels which the incident did not affect. */
const OTHERS = { p95: 0.2, errors: 0.002 };

/** Degradations after a fix in levels the incident did not affect; reports only failures. */
export function checkUnaffectedLevels(
  levels: readonly TrackedLevel[],
  from: number,
  until: number,
): readonly FixCheck[] {
  const basis = createPriorLevelBasis(OTHERS);
  return levels
    .filter(({ isAffected }) => !isAffected)
    .flatMap((level) => checkLevelAfterFix(level, from, until, basis))
    .filter(({ outcome }) => outcome === 'fail');
}

/** Check of a late degradation, and its first interval in the grid. */
export interface LateDegradation {
  readonly place: number;
  readonly check: FixCheck;
}

const JUDGED = [['p95', 'error_rate']] as const;

/**
 * Finds degradations after a fix to a level beyond the limit, since the mean of a day hides late
 * changes. A spike is reported and fails nothing.
 */
export function findLateDegradations(
  levels: readonly TrackedLevel[],
  grid: TimeGrid,
  end: number,
  basis: LevelBasis,
): readonly LateDegradation[] {
  const start = grid.start + FIX_INTERVAL * grid.widthMs;
  const later = { ...grid, start, length: end - FIX_INTERVAL };
  if (later.length <= 0) return [];
  return levels.flatMap((level): readonly LateDegradation[] => {
    const found = findOnset(level.cells.slice(FIX_INTERVAL, end), [], later, JUDGED);
    if (found === null) return [];
    const { metric, kind, at, before, after } = found.onset;
    const limit = basis[metric === 'p95' ? 'p95' : 'errors'](level)?.limit;
    if (limit === undefined || after < limit) return [];
    const check: FixCheck = {
      ...{ ...EMPTY_CHECK_VALUES, measure: 'stability', name: level.name, basis: basis.name },
      ...{ value: after, before, limit, outcome: 'fail', is_decisive: kind !== 'spike' },
      note: `${metric === 'p95' ? 'p95' : 'the error rate'} rose again at ${at.slice(0, 16)}Z${kind === 'spike' ? ', briefly' : ''}`,
    };
    return [{ place: found.interval + FIX_INTERVAL, check }];
  });
}
