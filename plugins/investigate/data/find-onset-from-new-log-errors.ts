import {
  type ErrorPattern,
  isHarmlessWarning,
} from '../observations/error-log-message-patterns.ts';
import type { TimeGrid } from '../observations/requests-by-interval.ts';
import type { FoundOnset } from './find-degradation-onset.ts';
import { binomialCdf } from './find-recurring-outliers.ts';

const FEWEST_INTERVALS = 5;
const LEAST_RATIO = 4;
/** Maximum rate of logs with random errors in which a new error is reported. */
const FALSE_ALARMS = 0.001;
const MINUTE_MS = 60_000;

/**
 * Finds the onset of an error that rarely occurred before, by the intervals with such lines: their
 * count within an interval says little, since errors come in bursts. Returns the most significant
 * pattern; null if there is none.
 */
export function findNewLogErrors(
  patterns: readonly ErrorPattern[],
  { start, widthMs, length }: TimeGrid,
): FoundOnset | null {
  const iso = (interval: number): string => new Date(start + interval * widthMs).toISOString();
  const found = patterns
    .filter(({ pattern }) => !isHarmlessWarning(pattern))
    .flatMap(({ counts, coveredFrom }) => {
      const from = Math.max(0, Math.ceil((coveredFrom - start) / widthMs));
      const has = [...counts.keys()].filter((at) => at >= from).toSorted((a, b) => a - b);
      return has.flatMap((at, before) => {
        const since = has.length - before;
        const [wide, wideSince] = [at - from, length - at];
        const isMore = wide > 0 && since / wideSince >= LEAST_RATIO * (before / wide);
        if (since < FEWEST_INTERVALS || !isMore) return [];
        const chance = binomialCdf(before, has.length, wide / (length - from));
        return [{ at, from, counts, chance: chance * has.length * patterns.length }];
      });
    });
  const [best] = found.toSorted((a, b) => a.chance - b.chance);
  if (best === undefined || best.chance > FALSE_ALARMS) return null;
  const { at, from, counts, chance } = best;
  const perMinute = (first: number, end: number): number => {
    const lines = [...counts].filter(([own]) => own >= first && own < end);
    return (
      lines.reduce((sum, [, count]) => sum + count, 0) / (((end - first) * widthMs) / MINUTE_MS)
    );
  };
  const [before, after] = [perMinute(from, at), perMinute(at, length)];
  return {
    interval: at,
    end: length,
    onset: {
      metric: 'error_lines',
      endpoint: null,
      kind: 'step',
      before,
      after,
      until: null,
      ratio: before > 0 ? after / before : null,
      confidence: 1 - chance,
      at: iso(at),
      low: iso(Math.max(0, at - 1)),
      high: iso(at),
    },
  };
}
