import type { AuditFacts, AuditFindingFact } from '../facts/audit/audit-facts.ts';
import { asideMarkdown } from './aside-markdown.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { cellCode, escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

const FOUND: readonly MarkdownColumn[] = [
  'Severity',
  'Location',
  'Issue',
  'Recommendation',
  'Effort',
].map((title) => ({ title }));
export const ACTIONS: readonly MarkdownColumn[] = [
  ...['Priority', 'Category', 'Location', 'Issue', 'Recommendation', 'Effort'],
].map((title) => ({ title }));

/** The report of an audit, section by section (AUD-20). */
export function auditMarkdown(facts: AuditFacts): readonly (readonly string[])[] {
  const { title, summary, categories, actions, sources, footnotes, next } = facts;
  return [
    [`# ${title}`],
    ['## Executive Summary'],
    [summary.map(escapeMarkdown).join(' ')],
    ['## Compliance Score'],
    scoreTable(facts),
    ['## Severity Summary'],
    severityTable(facts),
    ['## Findings by Category'],
    ...categories.flatMap(({ name, findings }, index): readonly (readonly string[])[] => [
      [`### ${index + 1}. ${escapeMarkdown(name)}`],
      findings.length === 0 ? ['No findings.'] : markdownTable(FOUND, findings.map(foundRow)),
    ]),
    ...asideMarkdown(facts.aside),
    ['## Recommended Actions'],
    actions.length === 0 ? ['None.'] : markdownTable(ACTIONS, actions.map(actionRow)),
    ['## Sources Consulted'],
    sources.length === 0
      ? ['None: no rule has found anything.']
      : sources.map(({ name, url }) => `- ${escapeMarkdown(name)}: <${url}>`),
    footnotesMarkdown(footnotes),
    nextMarkdown(next),
  ];
}

export function scoreTable({ categories, overall }: AuditFacts): readonly string[] {
  return markdownTable(
    [{ title: 'Category' }, { title: 'Score' }, { title: 'Notes' }],
    [
      ...categories.map(({ name, score, notes }) => [name, score, notes].map(escapeMarkdown)),
      ['**Overall**', `**${overall.score}**`, escapeMarkdown(overall.notes)],
    ],
  );
}

function severityTable({ counts }: AuditFacts): readonly string[] {
  return markdownTable(
    [{ title: 'Severity' }, { title: 'Count' }],
    [
      ['Critical', String(counts.critical)],
      ['High', String(counts.high)],
      ['Medium', String(counts.medium)],
      ['Low', String(counts.low)],
    ],
  );
}

function foundRow({ severity, location, effort, ...one }: AuditFindingFact): readonly string[] {
  return [severity, cellCode(location), issueCell(one), escapeMarkdown(one.recommendation), effort];
}

export function actionRow({
  severity,
  category,
  location,
  effort,
  ...one
}: AuditFindingFact): readonly string[] {
  return [
    ...[severity, escapeMarkdown(category), cellCode(location), issueCell(one)],
    ...[escapeMarkdown(one.recommendation), effort],
  ];
}

function issueCell({
  issue,
  needsContext,
}: Pick<AuditFindingFact, 'issue' | 'needsContext'>): string {
  const doubt = needsContext === null ? '' : `<br>_Needs context: ${escapeMarkdown(needsContext)}_`;
  return `${escapeMarkdown(issue)}${doubt}`;
}
