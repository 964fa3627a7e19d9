import type {
  HistoryChange,
  HistoryReport,
  Trend,
} from '../../../harness/model/documents/history-document.ts';
import { metricRank } from '../../../harness/model/metric.ts';
import {
  formatChange,
  formatChangeRange,
  formatQuantity,
  formatShare,
} from '../../format-quantity.ts';
import { printable } from '../../text/printable-text.ts';
import { plural } from '../../text/sentence-parts.ts';
import { collectFootnotes } from '../collect-finding-footnotes.ts';
import {
  type ChangeCommitOrRunFacts,
  changeCommitOrRunFacts,
  summariseChangeCommitOrRun,
} from './history-change-commit-or-run-display-data.ts';

export type HistoryFacts = ReturnType<typeof historyFacts>;

interface Headline {
  readonly word: 'open' | 'steady' | 'empty';
  readonly sentence: string;
}

/** Characters of a commit that are shown. */
const SHORT_SHA_LENGTH = 8;
const DIGITS = 3;

export function historyFacts(document: HistoryReport) {
  const trends = document.trends.map(trendFact);
  const changes = trends
    .flatMap((trend) => trend.changes)
    .toSorted((a, b) => (a.change.since.to < b.change.since.to ? 1 : -1));
  const sizeOf = ({ change: { id } }: HistoryChangeFact): number =>
    Math.max(
      ...changes
        .filter(({ change }) => change.id === id || change.same_as === id)
        .map(({ change: { ratio } }) => Math.abs(Math.log(ratio ?? 1))),
    );
  // By metric, wall time first, then the largest slowdown; among equals, the newest.
  const open = changes
    .filter(({ change }) => needsAttention(change))
    .toSorted((a, b) => metricRank(a.metric) - metricRank(b.metric) || sizeOf(b) - sizeOf(a));
  const shown = changeCommitOrRunFacts(document);
  const command = open.find(({ change }) => change.bisect !== null)?.change.bisect ?? null;
  return {
    headline:
      shown === null ? headline(document, changes, open) : shownHeadline(shown, changes, open),
    trends,
    /** Every change, the newest first. */
    changes,
    /** Requested item of `show`. */
    shown,
    footnotes: collectFootnotes([{ scenario: null, findings: document.findings }]),
    next: command === null ? null : { purpose: 'find the responsible commit', command },
  };
}

/**
 * True for a change that needs attention: slower, caused by the code, and without a decision so
 * far. A change attributed to another metric's change is reported with that change.
 */
export function needsAttention({ status, cause, same_as }: HistoryChange): boolean {
  return status === 'open' && cause === 'code' && same_as === undefined;
}

function headline(
  { trends }: HistoryReport,
  changes: readonly HistoryChangeFact[],
  open: readonly HistoryChangeFact[],
): Headline {
  const runs = trends.reduce((sum, { points }) => sum + points.length, 0);
  const what = `${plural(trends.length, 'trend')} of ${plural(runs, 'point')}`;
  if (runs === 0) return { word: 'empty', sentence: 'There are no runs of committed code.' };
  const [first] = open;
  if (first === undefined) {
    const others = changes.length === 0 ? '' : `, ${plural(changes.length, 'change')} in all`;
    return { word: 'steady', sentence: `No open slowdown in ${what}${others}.` };
  }
  const rest = open.length === 1 ? '' : `, and ${open.length - 1} more`;
  const sizes = [first, ...changes.filter(({ change }) => change.same_as === first.change.id)].map(
    ({ metric, size }) => `${metric} ${size}`,
  );
  return {
    word: 'open',
    sentence: `${first.scenario} is slower: ${sizes.join(', ')} ${first.since}${rest}.`,
  };
}

/** Returns a headline: of a change, its description; of a commit or run, its contents. */
function shownHeadline(
  shown: ChangeCommitOrRunFacts,
  changes: readonly HistoryChangeFact[],
  open: readonly HistoryChangeFact[],
): Headline {
  const word = open.length > 0 ? 'open' : 'steady';
  const [change] = changes;
  if (shown.kind !== 'change' || change === undefined) {
    return { word, sentence: summariseChangeCommitOrRun(shown, changes.length) };
  }
  const { scenario, metric, size, since, status } = change;
  const way = change.change.direction === 'worse' ? 'slower' : 'faster';
  return { word, sentence: `${scenario} is ${way}: ${metric} ${size} ${since}; ${status}.` };
}

/** One metric of a scenario over time, as every report shows it. */
export type TrendFact = ReturnType<typeof trendFact>;

function trendFact(trend: Trend) {
  const { unit, points, levels, noise } = trend;
  const level = levels.at(-1)?.value ?? points.at(-1)?.center;
  return {
    trend,
    scenario: printable(trend.scenario),
    metric: trend.metric,
    /** Kind of machine; null: of all. */
    machine: trend.machine === null ? null : printable(trend.machine.title),
    now: level === undefined ? '' : formatQuantity(level, unit, DIGITS),
    noise: points.length < 3 ? '' : `±${formatShare(noise)}`,
    runs: plural(points.length, 'run'),
    changes: trend.changes.map((change) => changeFact(trend, change)),
    /** Other remarks: drift, two modes, runs that are left out. */
    remarks: remarksOf(trend),
  };
}

function remarksOf({
  unit,
  drift,
  modes,
  uncommitted,
  other_settings: others = 0,
}: Trend): readonly string[] {
  const remarks: string[] = [];
  if (drift !== null && drift.ratio_per_point !== null) {
    const all = drift.ratio_per_point ** (drift.end - drift.start - 1);
    remarks.push(`drifts: ${formatChange(all)} over ${plural(drift.end - drift.start, 'run')}`);
  }
  if (modes !== null) {
    const [low, high] = [modes.low, modes.high].map((value) => formatQuantity(value, unit, DIGITS));
    remarks.push(`alternates between ${low} and ${high} (two modes, not a change)`);
  }
  if (uncommitted > 0) {
    remarks.push(
      `${plural(uncommitted, 'run')} of uncommitted code omitted (include with --uncommitted)`,
    );
  }
  if (others > 0) {
    remarks.push(`${plural(others, 'run')} with other settings, such as --quick, omitted`);
  }
  return remarks;
}

/** A change of level, as every report shows it. */
export type HistoryChangeFact = ReturnType<typeof changeFact>;

function changeFact(trend: Trend, change: HistoryChange) {
  const { scenario, metric, unit } = trend;
  const { before, after, ratio, ratio_low: low, ratio_high: high } = change;
  const levels = `${formatQuantity(before, unit, DIGITS)} → ${formatQuantity(after, unit, DIGITS)}`;
  const range =
    low === null || high === null || low === high
      ? ''
      : ` (${formatChangeRange(low, high, ratio ?? high)})`;
  return {
    change,
    trend,
    scenario: printable(scenario),
    metric,
    /** Size of the change: `+12.3 % (10.1 … 14.6 %)`, or both levels if there is no ratio. */
    size: ratio === null ? levels : `${formatChange(ratio)}${range}`,
    /** `1.2 ms → 1.4 ms` */
    levels,
    /** Range of the change: `between a1b2c3d and e4f5a6b (3 commits)`, or two days if unknown. */
    since: sinceText(change),
    /** `open`, `acknowledged by Ada: planned`, `not the code: Node.js`. */
    status: statusText(change),
  };
}

function sinceText({ since: { good, bad, from, to, commits } }: HistoryChange): string {
  if (good === null || bad === null || good === bad) {
    return `between ${from.slice(0, 10)} and ${to.slice(0, 10)}`;
  }
  const count = commits === null ? '' : ` (${plural(commits, 'commit')})`;
  return `between ${good.slice(0, SHORT_SHA_LENGTH)} and ${bad.slice(0, SHORT_SHA_LENGTH)}${count}`;
}

const CAUSES: Readonly<Record<Exclude<HistoryChange['cause'], 'code'>, string>> = {
  machine: 'another machine',
  node: 'another Node.js version',
  harness: 'another perf-harness version',
  settings: 'other settings',
};

function statusText({ status, cause, decision, same_as }: HistoryChange): string {
  if (cause !== 'code') return `not caused by the code: ${CAUSES[cause]}`;
  if (same_as !== undefined) return `${status}; same change as ${same_as}`;
  if (decision === null || status === 'open' || status === 'fixed' || status === 'gain')
    return status;
  return `${status} by ${printable(decision.author)}: ${printable(decision.reason)}`;
}
