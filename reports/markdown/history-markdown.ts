import type { HistoryReport } from '../../harness/model/documents/history-document.ts';
import {
  type HistoryChangeFact,
  type HistoryFacts,
  isPressing,
  type TrendFact,
} from '../facts/history/history-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { escapeMarkdown, inlineCode } from './escape.ts';
import { shownMarkdown } from './shown-markdown.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const HISTORY_BADGES: Readonly<Record<HistoryFacts['headline']['word'], string>> = {
  open: '❌ Slower',
  steady: '✅ Steady',
  empty: '❔ No runs',
};

export const CHANGE_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Change' },
  { title: 'Scenario' },
  { title: 'Metric' },
  { title: 'Size' },
  { title: 'Since' },
  { title: 'Status' },
];

const TREND_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Scenario' },
  { title: 'Metric' },
  { title: 'Now', align: 'right' },
  { title: 'Noise', align: 'right' },
  { title: 'Runs', align: 'right' },
  { title: 'Remarks' },
];

/** What became of scenarios, for pages and a weekly digest. */
export function historyMarkdown(
  facts: HistoryFacts,
  { view, from, to }: HistoryReport,
): readonly (readonly string[])[] {
  const { headline, trends, changes, footnotes, next } = facts;
  const span = `${from === null ? 'until' : `${from.slice(0, 10)} to`} ${to.slice(0, 10)}`;
  const slower = changes.filter(({ change }) => isPressing(change));
  const others = changes.filter(({ change }) => !isPressing(change));
  const parts =
    view === 'digest'
      ? [...titled('Slower, and open', slower), ...titled('Faster, fixed or decided', others)]
      : titled('Changes', changes);
  return [
    [`### ${HISTORY_BADGES[headline.word]}`],
    [`${escapeMarkdown(headline.sentence)} (${span})`],
    ...parts,
    ...(facts.shown === null ? [] : shownMarkdown(facts.shown)),
    view === 'changes' || trends.length === 0
      ? []
      : markdownTable(TREND_COLUMNS, trends.map(trendRow)),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}

function titled(
  title: string,
  changes: readonly HistoryChangeFact[],
): readonly (readonly string[])[] {
  if (changes.length === 0) return [];
  return [[`**${title}**`], markdownTable(CHANGE_COLUMNS, changes.map(changeRow))];
}

export function changeRow(fact: HistoryChangeFact): readonly string[] {
  const { change, scenario, metric, size, since, status } = fact;
  const texts = [scenario, metric, size, since, status].map(escapeMarkdown);
  return [inlineCode(change.id), ...texts];
}

function trendRow({ scenario, metric, now, noise, runs, remarks }: TrendFact): readonly string[] {
  return [scenario, metric, now, noise, runs, remarks.join('; ')].map(escapeMarkdown);
}
