import { createHash } from 'node:crypto';
import type { Annotation, HistoryChange } from '../../model/documents/history-document.ts';
import { shellWords } from '../../model/shell-quote.ts';
import type { ChangePoint, ChangePoints } from '../../stats/change-points/change-point-types.ts';
import type { StoredPoint, StoredSeries } from '../store/read-metric-series.ts';
import type { ChangeDecision } from '../store/user-decisions-on-changes.ts';
import { isConditionChange } from './annotate-trend-releases-and-conditions.ts';
import type { CommitOrder, KnownCommit } from './parse-git-log-into-commit-positions.ts';

/** Characters of an identifier. */
const ID_LENGTH = 8;
/** Standard deviations within which a level counts as back at an earlier level. */
const BACK = 1;

interface ChangeContext {
  readonly annotations: readonly Annotation[];
  readonly order: CommitOrder | null;
  readonly decisions: readonly ChangeDecision[];
  /** As a ratio: no larger a step counts as a change. */
  readonly margin: number;
}

/** Lasting changes. Counted metrics hardly vary: steps within the margin are levels, no changes. */
export function detectTrendChanges(
  series: StoredSeries,
  points: readonly StoredPoint[],
  found: ChangePoints,
  { annotations, order, decisions, margin }: ChangeContext,
): readonly HistoryChange[] {
  // As change points are found: in values that are not all positive, noise is in their unit.
  const isRelative = points.every(({ center }) => center > 0);
  return found.points.flatMap((point, number) => {
    const { index, low, high, before, after, ratio, ratioLow, ratioHigh, confidence } = point;
    if (isWithin(margin, ratio)) return [];
    const direction = after > before === (series.better === 'higher') ? 'better' : 'worse';
    const cause = causeOf(point, annotations);
    const since = sinceOf(point, points, order);
    if (cause === 'code' && isOneCommit(points.slice(Math.max(0, low - 1), high + 1))) return [];
    const decided = decidedOf(decisions, () => {
      const end = found.points[number + 1]?.low ?? points.length;
      return idsOf(series, points.slice(low, end), direction);
    });
    const id = decided?.change ?? changeId(series, since.bad ?? since.to, direction);
    const isFixed = comesBack(series, found, number, isRelative);
    return [
      {
        id,
        index,
        low,
        high,
        direction,
        before,
        after,
        ratio,
        ratio_low: ratioLow,
        ratio_high: ratioHigh,
        confidence,
        cause,
        since,
        status: direction === 'better' ? 'gain' : statusOf(decided, isFixed),
        decision:
          decided === null
            ? null
            : { reason: decided.reason, author: decided.author, at: decided.decidedAt },
        bisect: direction === 'worse' && cause === 'code' ? bisectCommand(series, since) : null,
      },
    ];
  });
}

/** Runs of the same committed code differ by noise or by the machine, never by the code. */
function isOneCommit(points: readonly StoredPoint[]): boolean {
  const [first] = points;
  return (
    first !== undefined &&
    first.commit !== null &&
    points.every(({ commit, isDirty }) => commit === first.commit && !isDirty)
  );
}

function isWithin(margin: number, ratio: number | null): boolean {
  return ratio !== null && Math.max(ratio, 1 / ratio) <= 1 + margin;
}

/** Returns the change of conditions in the change point's interval, as a possible cause. */
function causeOf(
  { low, high }: ChangePoint,
  annotations: readonly Annotation[],
): HistoryChange['cause'] {
  const other = annotations
    .filter(isConditionChange)
    .find(({ index }) => index >= low && index <= high);
  return other?.kind ?? 'code';
}

function sinceOf(
  { low, high }: ChangePoint,
  points: readonly StoredPoint[],
  order: CommitOrder | null,
): HistoryChange['since'] {
  const [old, fresh] = [points[Math.max(0, low - 1)], points[high]];
  const [good, bad] = [old?.commit ?? null, fresh?.commit ?? null];
  const [from, to] = [order?.get(good ?? ''), order?.get(bad ?? '')];
  const momentOf = (point: StoredPoint | undefined, known: KnownCommit | undefined): string =>
    known?.committedAt ?? point?.committedAt ?? point?.startedAt ?? '';
  return {
    good,
    bad,
    // A commit may be measured years later, so the change is dated by its commit.
    from: momentOf(old, from),
    to: momentOf(fresh, to),
    commits: from === undefined || to === undefined ? null : commitsFrom(from, to),
  };
}

/** Counts along first parents, as `bisect` does: a merge counts as one commit. */
function commitsFrom(from: KnownCommit, to: KnownCommit): number {
  if (from.mainline === null || to.mainline === null) return to.position - from.position;
  return to.mainline - from.mainline;
}

/** Identified by its last possible commit, which moves least as new runs are added. */
function changeId(
  { scenario, metric, machine }: StoredSeries,
  end: string,
  direction: string,
): string {
  const text = JSON.stringify([scenario, metric, machine, end, direction]);
  return createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);
}

/**
 * Returns all identifiers that a change may have had when fewer runs were known.
 * @param points - From the earliest possible end of the change up to the next change: its interval
 * narrows as runs are added, so it may have ended later.
 */
function idsOf(
  series: StoredSeries,
  points: readonly StoredPoint[],
  direction: string,
): ReadonlySet<string> {
  const ends = new Set(points.map(({ commit, startedAt }) => commit ?? startedAt));
  return new Set([...ends].map((end) => changeId(series, end, direction)));
}

function decidedOf(
  decisions: readonly ChangeDecision[],
  idsOfChange: () => ReadonlySet<string>,
): ChangeDecision | null {
  if (decisions.length === 0) return null;
  const ids = idsOfChange();
  return decisions.findLast(({ change }) => ids.has(change)) ?? null;
}

/** Returns a change's status; a reopened change is open, unless the level has recovered since. */
function statusOf(decided: ChangeDecision | null, isFixed: boolean): HistoryChange['status'] {
  if (isFixed) return 'fixed';
  if (decided === null || decided.decision === 'reopened') return 'open';
  return decided.decision;
}

/** True if a later level is no worse than before the change; worsening again is another change. */
function comesBack(
  { better }: StoredSeries,
  { levels, noise, points }: ChangePoints,
  number: number,
  isRelative: boolean,
): boolean {
  const before = points[number]?.before;
  if (before === undefined) return false;
  const room = (isRelative ? before : 1) * noise * BACK;
  return levels
    .slice(number + 2)
    .some(({ value }) => (better === 'lower' ? value <= before + room : value >= before - room));
}

function bisectCommand(
  { scenario, metric }: StoredSeries,
  { good, bad }: HistoryChange['since'],
): string | null {
  if (good === null || bad === null || good === bad) return null;
  return `perf-harness bisect ${shellWords([good.slice(0, 12), bad.slice(0, 12), scenario, '--metric', metric])}`;
}
