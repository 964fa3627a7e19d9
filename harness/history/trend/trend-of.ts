import type { HistoryPoint, Trend } from '../../model/documents/history-document.ts';
import { findChangePoints } from '../../stats/change-points/find-change-points.ts';
import type { Decision } from '../store/decisions.ts';
import type { Note } from '../store/notes.ts';
import type { StoredPoint, StoredSeries } from '../store/read-series.ts';
import { annotate, isCondition } from './annotate.ts';
import { changesOf } from './changes-of.ts';
import type { CommitOrder } from './commit-order.ts';
import { orderPoints } from './order-points.ts';
import { placeNotes } from './place-notes.ts';

/** What a trend is seen in the light of. */
export interface TrendContext {
  /** null: no git. */
  readonly order: CommitOrder | null;
  readonly decisions: readonly Decision[];
  /** Of all scenarios. Default none. */
  readonly notes?: readonly Note[];
  /** Whether runs of uncommitted code belong to it. */
  readonly keepsUncommitted: boolean;
  /** Runs that are dated after it have no place in time. */
  readonly now?: Date;
  /** The change of a metric that counts as none, as a ratio. */
  readonly marginOf: (metric: Pick<StoredSeries, 'metric' | 'nature'>) => number;
}

/** One metric of a scenario over time: its levels, what changed for good, and what else changed. */
export function trendOf(
  series: StoredSeries,
  stored: readonly StoredPoint[],
  { order, decisions, notes = [], keepsUncommitted, marginOf, now }: TrendContext,
): Trend {
  const { points: ordered, uncommitted } = orderPoints(
    stored,
    order,
    keepsUncommitted,
    now ?? null,
  );
  const points = withLastingSettings(ordered);
  const conditions = annotate(points, order);
  const own = notes.filter((note) => note.scenario === null || note.scenario === series.scenario);
  const annotations = [...conditions, ...placeNotes(points, order, own)].toSorted(
    (a, b) => a.index - b.index,
  );
  const starts = annotations.filter(isCondition).map(({ index }) => index);
  const values = Float64Array.from(points, ({ center }) => center);
  const found = findChangePoints(values, { starts: [...new Set(starts)] });
  const { scenario, metric, unit, better, nature, machine } = series;
  return {
    scenario,
    metric,
    unit,
    better,
    nature,
    machine: machine === '' ? null : { id: machine, title: points.at(-1)?.machineTitle ?? machine },
    points: points.map(pointOf),
    levels: found.levels,
    noise: found.noise,
    drift:
      found.drift === null
        ? null
        : {
            start: found.drift.start,
            end: found.drift.end,
            ratio_per_point: found.drift.ratioPerPoint,
          },
    modes: found.modes,
    changes: changesOf(series, points, found, {
      annotations,
      order,
      decisions,
      margin: marginOf(series),
    }),
    annotations,
    uncommitted,
    ...(points.length < ordered.length && { other_settings: ordered.length - points.length }),
  };
}

/**
 * Points of one series: a single run with settings of its own, such as `--quick`, is none of it. Settings that
 * changed for good stay, since `annotate` names them. Where no two neighbours agree, the settings of most points
 * are those of the series, of equals the latest.
 */
function withLastingSettings(points: readonly StoredPoint[]): readonly StoredPoint[] {
  const lasting = points.filter(
    ({ settings }, index) =>
      points[index - 1]?.settings === settings || points[index + 1]?.settings === settings,
  );
  if (lasting.length > 0) return lasting;
  const groups = [...Map.groupBy(points, ({ settings }) => settings).values()];
  return groups.reduce((best, group) => (group.length >= best.length ? group : best), []);
}

function pointOf({ run, startedAt, commit, center, low, high, n }: StoredPoint): HistoryPoint {
  return { run, at: startedAt, commit, center, low, high, n };
}
