import type { Annotation, HistoryPoint, Trend } from '../../model/documents/history-document.ts';
import { findChangePoints } from '../../stats/change-points/find-change-points.ts';
import { hasPlausibleStart } from '../check-run-start-time-plausibility.ts';
import type { StoredPoint, StoredSeries } from '../store/read-metric-series.ts';
import type { ChangeDecision, Note } from '../store/user-notes-and-decisions.ts';
import { annotateTrend, isConditionChange } from './annotate-trend-releases-and-conditions.ts';
import { detectTrendChanges } from './detect-trend-changes.ts';
import type { CommitOrder } from './parse-git-log-into-commit-positions.ts';

export interface TrendContext {
  /** null: without git. */
  readonly order: CommitOrder | null;
  readonly decisions: readonly ChangeDecision[];
  /** Notes of all scenarios. Default: none. */
  readonly notes?: readonly Note[];
  /** True if runs of uncommitted code belong to the trend. */
  readonly keepsUncommitted: boolean;
  /** Current time; runs dated after it are not ordered by time. */
  readonly now?: Date;
  /** Returns the margin of a metric, as a ratio. */
  readonly marginOf: (metric: Pick<StoredSeries, 'metric' | 'nature'>) => number;
}

/** Builds the trend of a metric: its levels, lasting changes, and changed conditions. */
export function buildTrend(
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
  const conditions = annotateTrend(points, order);
  const scenarioNotes = notes.filter(
    (note) => note.scenario === null || note.scenario === series.scenario,
  );
  const annotations = [...conditions, ...placeNotes(points, order, scenarioNotes)].toSorted(
    (a, b) => a.index - b.index,
  );
  const starts = annotations.filter(isConditionChange).map(({ index }) => index);
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
    points: points.map((point) => pointOf(point, order)),
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
    changes: detectTrendChanges(series, points, found, {
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
 * Excludes single runs with different settings, such as `--quick`, from a series. A lasting change
 * of settings stays, as an annotation. If no two neighbors agree, the most frequent settings count,
 * the latest of equals.
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

function pointOf(
  { run, startedAt, commit, committedAt, center, low, high, n }: StoredPoint,
  order: CommitOrder | null,
): HistoryPoint {
  const known = order?.get(commit ?? '');
  const committed = known?.committedAt ?? committedAt;
  return {
    run,
    at: startedAt,
    commit,
    ...(committed !== null && { committed_at: committed }),
    ...(known !== undefined && { author: known.author, subject: known.subject }),
    center,
    low,
    high,
    n,
  };
}

/** Points of a trend, and the number of excluded runs. */
interface OrderedPoints {
  readonly points: readonly StoredPoint[];
  /** Number of excluded runs of uncommitted code. */
  readonly uncommitted: number;
}

/**
 * Orders runs by the code that they measured, since old commits may be measured late. Runs of
 * commits outside the branch and of uncommitted code are excluded.
 * @param now - Current time; if ordered by time, runs dated by a wrong clock are excluded.
 * @param order - null: without git, runs are ordered by time of measurement.
 */
function orderPoints(
  points: readonly StoredPoint[],
  order: CommitOrder | null,
  keepsUncommitted: boolean,
  now: Date | null = null,
): OrderedPoints {
  const clean = keepsUncommitted ? points : points.filter(({ isDirty }) => !isDirty);
  const uncommitted = points.length - clean.length;
  const orderByTime = (): OrderedPoints => {
    const dated = now === null ? clean : clean.filter((point) => hasPlausibleStart(point, now));
    return { points: dated.toSorted(byTime), uncommitted };
  };
  if (order === null) return orderByTime();
  const positioned = clean.flatMap((point) => {
    if (point.commit === null) return [];
    const known = order.get(point.commit);
    return known === undefined ? [] : [{ point, position: known.position }];
  });
  // No run belongs to this branch, as in a store with only imported runs.
  if (positioned.length === 0) return orderByTime();
  return {
    points: positioned
      .toSorted((a, b) => a.position - b.position || byTime(a.point, b.point))
      .map(({ point }) => point),
    uncommitted,
  };
}

function byTime(a: StoredPoint, b: StoredPoint): number {
  const [atA, atB] = [momentOf(a), momentOf(b)];
  if (atA !== atB) return atA < atB ? -1 : 1;
  if (a.startedAt !== b.startedAt) return a.startedAt < b.startedAt ? -1 : 1;
  return a.run < b.run ? -1 : 1;
}

function momentOf({ committedAt, startedAt }: StoredPoint): string {
  return committedAt ?? startedAt;
}

/** Assigns the notes of users to points; notes after the last point are left out. */
export function placeNotes(
  points: readonly StoredPoint[],
  order: CommitOrder | null,
  notes: readonly Note[],
): readonly Annotation[] {
  return notes.flatMap(({ place, text, author }): readonly Annotation[] => {
    const index =
      place.by === 'commit'
        ? pointOfCommit(place.commit, points, order)
        : points.findIndex(({ startedAt }) => startedAt >= place.moment);
    return index < 0 ? [] : [{ index, kind: 'note', text: `${text} (${author})` }];
  });
}

/** Returns the first run of that commit; if it was never measured, of the next measured commit. */
function pointOfCommit(
  commit: string,
  points: readonly StoredPoint[],
  order: CommitOrder | null,
): number {
  const same = points.findIndex((point) => point.commit?.startsWith(commit) === true);
  if (same >= 0 || order === null) return same;
  const position = order.get(commit)?.position;
  if (position === undefined) return -1;
  return points.findIndex((point) => (order.get(point.commit ?? '')?.position ?? -1) >= position);
}
