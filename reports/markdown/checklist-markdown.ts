import type { ChecklistVerdict } from '../../harness/model/documents/checklist-document.ts';
import type { ChecklistFacts, ChecklistItemFact } from '../facts/checklist/checklist-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { cellCode, escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const CHECKLIST_BADGES: Readonly<Record<ChecklistVerdict, string>> = {
  pass: '✅ Pass',
  fail: '❌ Fail',
  unverified: '❔ Unverified',
};

export const CHECKLIST_COLUMNS: readonly MarkdownColumn[] = [
  { title: 'Check' },
  { title: 'Verdict' },
  { title: 'Evidence' },
];

/** What was looked for, for job summaries and pull requests. */
export function checklistMarkdown(facts: ChecklistFacts): readonly (readonly string[])[] {
  const { headline, title, items, footnotes, next } = facts;
  return [
    [`### ${CHECKLIST_BADGES[headline.word]}`],
    [`${escapeMarkdown(title)}: ${escapeMarkdown(headline.sentence)}`],
    markdownTable(CHECKLIST_COLUMNS, items.map(checklistRow)),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}

export function checklistRow(item: ChecklistItemFact): readonly string[] {
  const shown = item.evidence.map(
    ({ place, text }) => `${cellCode(place)}: ${escapeMarkdown(text)}`,
  );
  const todo = item.remedy === null ? [] : [`_${escapeMarkdown(item.remedy)}_`];
  const said = [escapeMarkdown(item.reason), ...shown, ...todo].join('<br>');
  return [escapeMarkdown(item.title), CHECKLIST_BADGES[item.verdict], said];
}
