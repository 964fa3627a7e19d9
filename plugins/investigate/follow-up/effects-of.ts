import { errorRate, FEWEST_FOR_P95, levelBetween } from '../data/served-level.ts';
import type {
  FixEffect,
  FixVerification,
  ServedLevel,
} from '../document/investigation-document.ts';
import { FIRST_AFTER, FIX_WINDOWS } from './follow-up-grid.ts';
import type { WatchedLevel } from './watched-levels.ts';

/** Where an effect is looked for, as places in the grid. */
export interface EffectSpan {
  /** The incident had begun, and the fix before this one was in use. */
  readonly from: number;
  /** The next fix came into use. */
  readonly until: number;
}

/**
 * What one fix did by itself: from right before it, which other fixes had made better already, to the
 * two hours after it. Where the logs do not reach back, it is counted from what was kept.
 */
export function effectsOf(
  levels: readonly WatchedLevel[],
  { from, until }: EffectSpan,
  previous: FixVerification | null,
): readonly FixEffect[] {
  const end = Math.min(until, FIX_WINDOWS[1]?.until ?? until);
  return levels
    .filter(({ isAffected }) => isAffected)
    .flatMap((level) => {
      const [right, after] = [
        levelBetween(level.cells, from, FIRST_AFTER),
        levelBetween(level.cells, FIRST_AFTER, end),
      ];
      return MEASURES.flatMap(({ measure, of, least }): readonly FixEffect[] => {
        const [before, during, to] = [of(level.before), of(level.during), of(after)];
        if (during === null || to === null || before === null) return [];
        if (!(during - before >= least(before))) return [];
        const seen = of(right);
        const kept = previous?.effects.find(
          (one) => one.measure === measure && one.name === level.name,
        )?.to;
        const start = seen ?? kept ?? during;
        return [
          {
            measure,
            name: level.name,
            from: start,
            to,
            recovered: (start - to) / (during - before),
            source: seen === null ? 'kept' : 'logs',
          },
        ];
      });
    });
}

interface Measure {
  readonly measure: FixEffect['measure'];
  /** null: too few requests. */
  readonly of: (level: ServedLevel) => number | null;
  /** What the incident made worse at least, for a share of it to mean something. */
  readonly least: (before: number) => number;
}

const MEASURES: readonly Measure[] = [
  {
    measure: 'p95',
    of: ({ p95, low_n }) => (low_n ? null : p95),
    least: (before) => 0.1 * before,
  },
  {
    measure: 'error_rate',
    of: (level) => (level.count < FEWEST_FOR_P95 ? null : errorRate(level)),
    least: () => 0.001,
  },
];
