import { createHash } from 'node:crypto';
import type { Annotation, HistoryChange } from '../../model/documents/history-document.ts';
import { shellWords } from '../../model/shell-quote.ts';
import type { ChangePoint, ChangePoints } from '../../stats/change-points/locate-change-point.ts';
import type { StoredPoint, StoredSeries } from '../store/read-metric-series.ts';
import type { ChangeDecision } from '../store/user-notes-and-decisions.ts';
import { isConditionChange } from './annotate-trend-releases-and-conditions.ts';
import type { CommitOrder, KnownCommit } from './parse-git-log-into-commit-positions.ts';

const ID_LENGTH = 8;
/** Standard deviations within which a level counts as equal to an earlier one. */
const RECOVERY_DEVIATIONS = 1;

interface ChangeContext {
  readonly annotations: readonly Annotation[];
  readonly order: CommitOrder | null;
  readonly decisions: readonly ChangeDecision[];
  /** Step that does not count as a change, as a ratio. */
  readonly margin: number;
}

/** Returns the lasting changes beyond the margin; counted metrics show steps within it as well. */
export function detectTrendChanges(
  series: StoredSeries,
  points: readonly StoredPoint[],
  found: ChangePoints,
  { annotations, order, decisions, margin }: ChangeContext,
): readonly HistoryChange[] {
  // As for change points: unless all values are positive, the noise is in their unit.
  const isRelative = points.every(({ center }) => center > 0);
  return found.points.flatMap((point, number) => {
    const { index, low, high, before, after, ratio, ratioLow, ratioHigh, confidence } = point;
    if (isWithin(margin, ratio)) return [];
    const direction = after > before === (series.better === 'higher') ? 'better' : 'worse';
    const cause = causeOf(point, annotations);
    const since = describeIntroduction(point, points, order);
    if (cause === 'code' && isOneCommit(points.slice(Math.max(0, low - 1), high + 1))) return [];
    const decision = findDecision(decisions, () => {
      const end = found.points[number + 1]?.low ?? points.length;
      return possibleIds(series, points.slice(low, end), direction);
    });
    const id = decision?.change ?? changeId(series, since.bad ?? since.to, direction);
    const isFixed = hasRecovered(series, found, number, isRelative);
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
        status: direction === 'better' ? 'gain' : statusOf(decision, isFixed),
        decision:
          decision === null
            ? null
            : { reason: decision.reason, author: decision.author, at: decision.decidedAt },
        bisect: direction === 'worse' && cause === 'code' ? bisectCommand(series, since) : null,
      },
    ];
  });
}

/** True if all runs are of the same committed code, so that the code cannot be the cause. */
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

function describeIntroduction(
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
    // Dated by commits, which may be measured years later.
    from: momentOf(old, from),
    to: momentOf(fresh, to),
    commits: from === undefined || to === undefined ? null : countCommits(from, to),
  };
}

/** Counts along first parents, as `bisect` does: a merge counts as one commit. */
function countCommits(from: KnownCommit, to: KnownCommit): number {
  if (from.mainline === null || to.mainline === null) return to.position - from.position;
  return to.mainline - from.mainline;
}

/** Creates an identifier from the last possible commit, which changes least as runs are added. */
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
function possibleIds(
  series: StoredSeries,
  points: readonly StoredPoint[],
  direction: string,
): ReadonlySet<string> {
  const ends = new Set(points.map(({ commit, startedAt }) => commit ?? startedAt));
  return new Set([...ends].map((end) => changeId(series, end, direction)));
}

function findDecision(
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

/** True if a later level is no worse than before the change; another worsening is another change. */
function hasRecovered(
  { better }: StoredSeries,
  { levels, noise, points }: ChangePoints,
  number: number,
  isRelative: boolean,
): boolean {
  const before = points[number]?.before;
  if (before === undefined) return false;
  const tolerance = (isRelative ? before : 1) * noise * RECOVERY_DEVIATIONS;
  return levels
    .slice(number + 2)
    .some(({ value }) =>
      better === 'lower' ? value <= before + tolerance : value >= before - tolerance,
    );
}

function bisectCommand(
  { scenario, metric }: StoredSeries,
  { good, bad }: HistoryChange['since'],
): string | null {
  if (good === null || bad === null || good === bad) return null;
  return `perf-harness bisect ${shellWords([good.slice(0, 12), bad.slice(0, 12), scenario, '--metric', metric])}`;
}
