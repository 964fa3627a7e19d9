import {
  errorRate,
  MIN_VALUES_FOR_P95,
  servedLevelBetween,
} from '../data/request-latency-and-error-statistics.ts';
import type {
  DataPart,
  FixEffect,
  FixVerification,
  ServedLevel,
} from '../document/investigation-document.ts';
import { type RequestTable, sumRequestCells } from '../observations/requests-by-interval.ts';
import { FIX_INTERVAL, FIX_WINDOWS } from './fix-follow-up-time-windows.ts';
import type { TrackedLevel } from './fix-success-criteria.ts';

const MOST_ENDPOINTS = 50;

/** Levels of the report together with the requests read since; all requests come first. */
export function listTrackedLevels(
  { before, after, endpoints }: DataPart,
  requests: RequestTable,
): readonly TrackedLevel[] {
  const read = new Map(requests.endpoints().map(({ name, cells }) => [name, cells]));
  const all = Array.from({ length: requests.grid.length }, (_, interval) => {
    const cells = [...read.values()].flatMap((of) => of[interval] ?? []);
    return cells.length === 0 ? undefined : sumRequestCells(cells);
  });
  return [
    ...(before === null || after === null
      ? []
      : [{ name: '', before, during: after, isAffected: true, cells: all }]),
    ...endpoints.slice(0, MOST_ENDPOINTS).map((endpoint) => ({
      name: endpoint.name,
      before: endpoint.before,
      during: endpoint.after,
      isAffected: endpoint.is_affected,
      cells: read.get(endpoint.name) ?? [],
    })),
  ];
}

export interface EffectSpan {
  /** Start: the incident had begun, and the previous fix was deployed. */
  readonly from: number;
  /** End: the deployment of the next fix. */
  readonly until: number;
}

/**
 * Effect of a single fix: from right before it, including improvements by earlier fixes, to two
 * hours after it. Where the logs do not reach back, it starts from the stored value.
 */
export function measureFixEffects(
  levels: readonly TrackedLevel[],
  { from, until }: EffectSpan,
  previous: FixVerification | null,
): readonly FixEffect[] {
  const end = Math.min(until, FIX_WINDOWS[1]?.until ?? until);
  return levels
    .filter(({ isAffected }) => isAffected)
    .flatMap((level) => {
      const [right, after] = [
        servedLevelBetween(level.cells, from, FIX_INTERVAL),
        servedLevelBetween(level.cells, FIX_INTERVAL, end),
      ];
      return MEASURES.flatMap(({ measure, of, least }): readonly FixEffect[] => {
        const [before, during, to] = [of(level.before), of(level.during), of(after)];
        if (during === null || to === null || before === null) return [];
        if (!(during - before >= least(before))) return [];
        const seen = of(right);
        const kept = previous?.effects.find(
          (effect) => effect.measure === measure && effect.name === level.name,
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
  /** Smallest degradation by the incident for which a recovered share is meaningful. */
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
    of: (level) => (level.count < MIN_VALUES_FOR_P95 ? null : errorRate(level)),
    least: () => 0.001,
  },
];
