import type {
  IncidentErrorLines,
  IncidentErrorPattern,
  IncidentSlowQuery,
} from '../document/investigation-document.ts';
import type { ErrorPattern } from '../observations/error-log-message-patterns.ts';
import { QuantileSketch } from '../observations/quantile-sketch.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { SlowQueries } from '../observations/sql-statement-table.ts';

/** The part of a beginning that is needed to compare its sides. */
export interface OnsetSides {
  /** Interval of the grid that is the first of the new level. */
  readonly interval: number;
  /** Interval after the last of the new level. */
  readonly end: number;
}

const MOST_PATTERNS = 100;
/** A rate has to differ by this factor to have changed. */
const LEAST_RATIO = 2;
/**
 * Number of standard deviations by which counts must differ as well, if both were random at the
 * same rate (normal approximation of the Poisson; 3 are exceeded once in 370 times).
 */
const DEVIATIONS = 3;
const HOUR_MS = 3_600_000;

/** Compares error lines before and since the onset by pattern; new or risen patterns first. */
export function compareErrorLogLines(
  patterns: readonly ErrorPattern[],
  { start, widthMs, length }: TimeGrid,
  found: OnsetSides | null,
): IncidentErrorLines {
  const { interval, end } = found ?? { interval: length, end: length };
  const byInterval = new Array<number>(length).fill(0);
  for (const { counts } of patterns) {
    for (const [at, count] of counts) byInterval[at] = (byInterval[at] ?? 0) + count;
  }
  const hours = (intervals: number): number => (intervals * widthMs) / HOUR_MS;
  const compared = patterns.map(({ pattern, counts, first, coveredFrom }): IncidentErrorPattern => {
    const from = Math.min(interval, Math.max(0, Math.ceil((coveredFrom - start) / widthMs)));
    const [before, after] = [
      countBetween(counts, 0, interval),
      countBetween(counts, interval, end),
    ];
    return {
      pattern,
      before,
      after,
      before_per_hour: perHour(before, hours(interval - from)),
      after_per_hour: perHour(after, hours(end - interval)),
      first_at: new Date(Math.max(first, start)).toISOString(),
      change: changeOf({ before, after }, interval - from, end - interval),
    };
  });
  const count = byInterval.reduce((sum, intervalCount) => sum + intervalCount, 0);
  return {
    count,
    by_interval: count === 0 ? [] : byInterval,
    patterns: compared.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_PATTERNS),
  };
}

function perHour(count: number, hours: number): number {
  return hours === 0 ? 0 : count / hours;
}

function countBetween(counts: ReadonlyMap<number, number>, from: number, to: number): number {
  let sum = 0;
  for (const [interval, count] of counts) if (interval >= from && interval < to) sum += count;
  return sum;
}

function changeOf(
  { before, after }: Pick<IncidentErrorPattern, 'before' | 'after'>,
  widthBefore: number,
  widthAfter: number,
): IncidentErrorPattern['change'] {
  if (widthBefore === 0 || widthAfter === 0) return 'same';
  // By chance, the share of lines since the onset equals its share of the time.
  const share = widthAfter / (widthBefore + widthAfter);
  const ratio =
    before === 0 ? Number.POSITIVE_INFINITY : (after * widthBefore) / (before * widthAfter);
  if (!isBeyondChance(before, after, share)) return 'same';
  if (before === 0) return 'new';
  if (ratio >= LEAST_RATIO) return 'more';
  return ratio <= 1 / LEAST_RATIO ? 'fewer' : 'same';
}

/**
 * True if the counts before and since the onset differ by more than chance explains, where `share`
 * of all lines is expected since the onset.
 */
export function isBeyondChance(before: number, after: number, share: number): boolean {
  const expected = (before + after) * share;
  return Math.abs(after - expected) > DEVIATIONS * Math.sqrt(expected * (1 - share));
}

/** Sorts new and more frequent patterns first, then by number of lines. */
function weight({ change, before, after }: IncidentErrorPattern): number {
  const isWorse = change === 'new' || change === 'more';
  return (isWorse ? 1e12 : 0) + before + after;
}

const MOST_STATEMENTS = 100;

/** Compares slow queries before and since the onset by statement; no onset: all are before. */
export function compareSlowQueries(
  statements: ReadonlyMap<string, ReadonlyMap<number, SlowQueries>>,
  { length }: Pick<TimeGrid, 'length'>,
  found: OnsetSides | null,
): readonly IncidentSlowQuery[] {
  const { interval, end } = found ?? { interval: length, end: length };
  return [...statements]
    .map(([statement, cells]) => ({
      statement,
      before: levelOf(cells, 0, interval),
      after: levelOf(cells, interval, end),
    }))
    .filter(({ before, after }) => before.count + after.count > 0)
    .toSorted(
      (a, b) =>
        b.after.total_ms - a.after.total_ms ||
        b.before.total_ms - a.before.total_ms ||
        (a.statement < b.statement ? -1 : 1),
    )
    .slice(0, MOST_STATEMENTS);
}

function levelOf(
  cells: ReadonlyMap<number, SlowQueries>,
  from: number,
  to: number,
): IncidentSlowQuery['before'] {
  const durations = new QuantileSketch();
  let [count, total, max] = [0, 0, 0];
  for (const [interval, cell] of cells) {
    if (interval < from || interval >= to) continue;
    durations.merge(cell.durations);
    count += cell.count;
    total += cell.total;
    max = Math.max(max, cell.max);
  }
  return {
    count,
    total_ms: Math.round(total * 1000) / 1000,
    p95: durations.quantile(0.95),
    max: count === 0 ? null : max,
  };
}
