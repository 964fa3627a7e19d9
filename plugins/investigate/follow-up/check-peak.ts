import type { FixCheck } from '../document/investigation-document.ts';
import { checkLevel, type LevelBasis } from './check-level.ts';
import type { WatchedLevel } from './watched-levels.ts';

/** Intervals of an hour; a time of less than twice that has no busiest part. */
const HOUR = 12;

/**
 * The busiest hour of a long time, which its mean over a day and night hides. Of endpoints only what
 * fails is told.
 */
export function checkPeak(
  levels: readonly WatchedLevel[],
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
    .flatMap((level) => checkLevel(level, peak, peak + HOUR, basis))
    .filter(({ name, outcome }) => name === '' || outcome === 'fail')
    .map((check) => ({ ...check, note: check.note === null ? note : `${note}; ${check.note}` }));
}
