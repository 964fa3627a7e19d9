import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import type { AuditAdvisoryFact, AuditFindingFact } from '../facts/audit/audit-finding-fact.ts';
import { auditClosingMarkdown } from './audit-closing-markdown.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { cellCode, escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

const columns = (...titles: readonly string[]): readonly MarkdownColumn[] =>
  titles.map((title) => ({ title }));
const FOUND = columns('Severity', 'Location', 'Issue', 'Recommendation', 'Effort');
export const ACTIONS = columns(
  ...['Priority', 'Category', 'Location', 'Issue', 'Recommendation', 'Effort'],
);
export const ADVISORY = columns('Severity', 'Category', 'Location', 'Issue', 'Reason');

const WORDS: Readonly<Record<AuditFacts['headline']['word'], string>> = {
  pass: '✅ **Pass**',
  fail: '❌ **Fail**',
};

/** The report of an audit, section by section in the order of AUD-20; what counts for nothing follows. */
export function auditMarkdown(facts: AuditFacts): readonly (readonly string[])[] {
  const { headline, title, scope, summary, categories, actions, sources } = facts;
  return [
    [`# ${title}`],
    [`${WORDS[headline.word]}: ${escapeMarkdown(headline.sentence)}`],
    scope === null ? [] : [escapeMarkdown(scope)],
    facts.measured === null ? [] : [escapeMarkdown(facts.measured)],
    ['## Executive Summary'],
    [summary.map(escapeMarkdown).join(' ')],
    ['## Compliance Score'],
    scoreTable(facts),
    ['## Severity Summary'],
    severityTable(facts),
    ['## Findings by Category'],
    ...categories.flatMap(({ name, status, notes, findings }, index): (readonly string[])[] => {
      const none = status === 'completed' ? 'No findings.' : `Not looked at: ${notes}.`;
      return [
        [`### ${index + 1}. ${escapeMarkdown(name)}`],
        findings.length === 0
          ? [escapeMarkdown(none)]
          : markdownTable(FOUND, findings.map(foundRow)),
      ];
    }),
    ['## Recommended Actions'],
    actions.length === 0 ? ['None.'] : markdownTable(ACTIONS, actions.map(actionRow)),
    ['## Sources Consulted'],
    sources.length === 0
      ? ['None: no rule has found anything.']
      : sources.map(({ name, url }) => `- ${escapeMarkdown(name)}: ${linkOf(url)}`),
    ...advisoryMarkdown(facts),
    ...auditClosingMarkdown(facts),
    footnotesMarkdown(facts.footnotes),
    nextMarkdown(facts.next),
  ];
}

export function scoreTable({ categories, overall }: AuditFacts): readonly string[] {
  return markdownTable(columns('Category', 'Score', 'Notes'), [
    ...categories.map(({ name, score, notes }) => [name, score, notes].map(escapeMarkdown)),
    ['**Overall**', `**${overall.score}**`, `**${escapeMarkdown(overall.notes)}**`],
  ]);
}

function severityTable({ counts }: AuditFacts): readonly string[] {
  return markdownTable(
    [{ title: 'Severity' }, { title: 'Count', align: 'right' }],
    [
      ['Critical', String(counts.critical)],
      ['High', String(counts.high)],
      ['Medium', String(counts.medium)],
      ['Low', String(counts.low)],
    ],
  );
}

function foundRow({ severity, location, effort, ...one }: AuditFindingFact): readonly string[] {
  const { evidence, recommendation } = one;
  const shown = evidence.map(
    ({ place, text }) => `<br>${cellCode(place)}: ${escapeMarkdown(text)}`,
  );
  const issue = `${issueCell(one)}${shown.join('')}`;
  return [severity, cellCode(location), issue, escapeMarkdown(recommendation), effort];
}

export function actionRow({
  severity,
  category,
  location,
  effort,
  ...one
}: AuditFindingFact): readonly string[] {
  return [
    severity,
    escapeMarkdown(category),
    cellCode(location),
    issueCell(one),
    escapeMarkdown(one.recommendation),
    effort,
  ];
}

function issueCell({
  issue,
  needsContext,
  measured,
}: Pick<AuditFindingFact, 'issue' | 'needsContext' | 'measured'>): string {
  const shown = measured === null ? '' : `<br>**${escapeMarkdown(measured)}**`;
  const doubt = needsContext === null ? '' : `<br>_Needs context: ${escapeMarkdown(needsContext)}_`;
  return `${escapeMarkdown(issue)}${shown}${doubt}`;
}

/** What counts for nothing is still to be seen, as grave as it was found (SH6-12). */
function advisoryMarkdown({ advisory }: AuditFacts): readonly (readonly string[])[] {
  if (advisory.length === 0) return [];
  return [
    ['## Advisory Findings'],
    ['They count for nothing in the scores.'],
    markdownTable(ADVISORY, advisory.map(advisoryRow)),
  ];
}

export function advisoryRow(one: AuditAdvisoryFact): readonly string[] {
  const [severity = '', location = '', issue = ''] = foundRow(one);
  const rule = `${issue}<br>${cellCode(one.rule)}`;
  return [severity, escapeMarkdown(one.category), location, rule, escapeMarkdown(one.reason)];
}

/** Addresses of rules are plain; one that is not is shown, and leads nowhere. */
function linkOf(url: string): string {
  return /^https?:\/\/[\w.~:/?#@!$&'()*+,;=%-]+$/u.test(url) ? `<${url}>` : escapeMarkdown(url);
}
