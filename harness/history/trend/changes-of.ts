import { createHash } from 'node:crypto';
import type { Annotation, HistoryChange } from '../../model/documents/history-document.ts';
import { shellQuote } from '../../model/shell-quote.ts';
import type { ChangePoint, ChangePoints } from '../../stats/change-points/change-point.ts';
import type { Decision } from '../store/decisions.ts';
import type { StoredPoint, StoredSeries } from '../store/read-series.ts';
import type { CommitOrder } from './commit-order.ts';

/** Characters of an identifier. */
const ID_LENGTH = 8;
/** Standard deviations within which a level has come back to an earlier one. */
const BACK = 1;

interface ChangeContext {
  readonly annotations: readonly Annotation[];
  readonly order: CommitOrder | null;
  readonly decisions: readonly Decision[];
}

/** What changed for good in a series: which way, since when, whether it was the code, and who said what of it. */
export function changesOf(
  series: StoredSeries,
  points: readonly StoredPoint[],
  found: ChangePoints,
  { annotations, order, decisions }: ChangeContext,
): readonly HistoryChange[] {
  return found.points.map((point, number) => {
    const { index, low, high, before, after, ratio, ratioLow, ratioHigh, confidence } = point;
    const direction = after > before === (series.better === 'higher') ? 'better' : 'worse';
    const cause = causeOf(point, annotations);
    const since = sinceOf(point, points, order);
    const id = changeId(series, since.bad ?? since.to, direction);
    const decided = latestOf(decisions, id);
    const isFixed = comesBack(series, found, number);
    return {
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
    };
  });
}

/** Within the interval of the place, what else changed may be why. */
function causeOf(
  { low, high }: ChangePoint,
  annotations: readonly Annotation[],
): HistoryChange['cause'] {
  const other = annotations.find(
    ({ index, kind }) => kind !== 'release' && index >= low && index <= high,
  );
  return other === undefined || other.kind === 'release' ? 'code' : other.kind;
}

function sinceOf(
  { low, high }: ChangePoint,
  points: readonly StoredPoint[],
  order: CommitOrder | null,
): HistoryChange['since'] {
  const [old, fresh] = [points[Math.max(0, low - 1)], points[high]];
  const [good, bad] = [old?.commit ?? null, fresh?.commit ?? null];
  const [from, to] = [order?.get(good ?? ''), order?.get(bad ?? '')];
  return {
    good,
    bad,
    from: old?.startedAt ?? '',
    to: fresh?.startedAt ?? '',
    commits: from === undefined || to === undefined ? null : to.position - from.position,
  };
}

/** By where it ends, which moves least while new runs come in. */
function changeId(
  { scenario, metric, machine }: StoredSeries,
  end: string,
  direction: string,
): string {
  const text = JSON.stringify([scenario, metric, machine, end, direction]);
  return createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);
}

function latestOf(decisions: readonly Decision[], id: string): Decision | null {
  return decisions.findLast(({ change }) => change === id) ?? null;
}

/** What was reopened is open, unless the level has come back since. */
function statusOf(decided: Decision | null, isFixed: boolean): HistoryChange['status'] {
  if (isFixed) return 'fixed';
  if (decided === null || decided.decision === 'reopened') return 'open';
  return decided.decision;
}

/** Whether the last level is no worse than the one before the change, as far as the noise tells. */
function comesBack(
  { better }: StoredSeries,
  { levels, noise, points }: ChangePoints,
  number: number,
): boolean {
  const [before, last] = [points[number]?.before, levels.at(-1)?.value];
  if (before === undefined || last === undefined || number === points.length - 1) return false;
  const room = Math.abs(before) * noise * BACK;
  return better === 'lower' ? last <= before + room : last >= before - room;
}

function bisectCommand(
  { scenario, metric }: StoredSeries,
  { good, bad }: HistoryChange['since'],
): string | null {
  if (good === null || bad === null || good === bad) return null;
  return `perf-harness bisect ${good.slice(0, 12)} ${bad.slice(0, 12)} ${shellQuote(scenario)} --metric ${metric}`;
}
