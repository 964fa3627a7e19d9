import type { InvestigationReport } from '../../harness/model/documents/investigation-document.ts';
import {
  type AffectedFact,
  type CauseFact,
  type InvestigationFacts,
  sourcesText,
} from '../facts/investigation/investigation-facts.ts';
import { footnotesMarkdown, nextMarkdown } from './closing-markdown.ts';
import { escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

export const INVESTIGATION_BADGES: Readonly<Record<InvestigationReport['conclusion'], string>> = {
  established: '❌ Cause established',
  'probable cause not established': '❔ Probable cause not established',
  'nothing to look at': '❔ Nothing to look at',
  'nothing to explain': '✅ Nothing to explain',
};

export const CAUSE_COLUMNS: readonly MarkdownColumn[] = [
  { title: '', align: 'right' },
  { title: 'Cause' },
  { title: 'Where' },
  { title: 'For' },
  { title: 'Against' },
];

/** An investigation for a ticket, a page, or the folder that it is kept in. */
export function investigationMarkdown(facts: InvestigationFacts): readonly (readonly string[])[] {
  const { headline, about, began, causes, actions, resources, segments, data } = facts;
  const groups = [...Map.groupBy(resources, ({ group }) => group)];
  return [
    [`### ${INVESTIGATION_BADGES[headline.word]}`],
    [escapeMarkdown(headline.sentence)],
    [escapeMarkdown(data === null ? about : `${about}; ${sourcesText(data)}`)],
    ...titled(
      'When it began',
      began.map((line) => `- ${escapeMarkdown(line)}`),
    ),
    affectedTable('Endpoint', facts.endpoints),
    ...segments.map(({ column, values }) => affectedTable(column, values)),
    ...titled(
      'Errors that are new or more',
      facts.errors.map(
        ({ change, pattern, often }) => `- **${change}** ${escapeMarkdown(pattern)}: ${often}`,
      ),
    ),
    queryTable(facts.queries),
    ...(causes.length === 0
      ? []
      : [['#### Causes'], markdownTable(CAUSE_COLUMNS, causes.map(causeRow))]),
    ...groups.flatMap(([group, members]) =>
      titled(
        group,
        members.map(({ message }) => `- ${escapeMarkdown(message)}`),
      ),
    ),
    ...titled(
      'What to do',
      actions.flatMap(({ action, title, when }) => [
        `- **${action.id}** ${escapeMarkdown(title)} (${when}, ${action.priority})`,
        ...action.steps.map((step) => `  - ${escapeMarkdown(step)}`),
        `  - back: ${escapeMarkdown(action.rollback)}`,
      ]),
    ),
    ...titled('What was done', fixMarkdown(facts)),
    footnotesMarkdown(facts.footnotes),
    nextMarkdown(facts.next),
  ];
}

function fixMarkdown({ fixes, closed }: InvestigationFacts): readonly string[] {
  return [
    ...fixes.flatMap(({ place, outcome, title, windows, effects, notes }) => [
      `${place}. **${outcome}**: ${escapeMarkdown(title)}`,
      ...[...windows, ...effects, ...notes].map((text) => `   - ${escapeMarkdown(text)}`),
    ]),
    ...(closed === null ? [] : ['', escapeMarkdown(closed)]),
  ];
}

function titled(title: string, lines: readonly string[]): readonly (readonly string[])[] {
  return lines.length === 0 ? [] : [[`#### ${title}`], lines];
}

function affectedTable(title: string, rows: readonly AffectedFact[]): readonly string[] {
  if (rows.length === 0) return [];
  const columns: readonly MarkdownColumn[] = [
    { title },
    { title: 'Requests', align: 'right' },
    { title: 'p95 before', align: 'right' },
    { title: 'Since', align: 'right' },
    { title: 'Change', align: 'right' },
  ];
  return markdownTable(
    columns,
    rows.map(({ name, share, before, after, change }) => [
      escapeMarkdown(name),
      share,
      before,
      after,
      change,
    ]),
  );
}

function queryTable(rows: InvestigationFacts['queries']): readonly string[] {
  if (rows.length === 0) return [];
  const columns: readonly MarkdownColumn[] = [
    { title: 'Slow query' },
    ...['Before', 'Since', 'Longest', 'In all'].map((title) => ({
      title,
      align: 'right' as const,
    })),
  ];
  return markdownTable(
    columns,
    rows.map(({ statement, before, after, max, total }) => [
      escapeMarkdown(statement),
      before,
      after,
      max,
      total,
    ]),
  );
}

export function causeRow(fact: CauseFact): readonly string[] {
  return [
    `${fact.place}`,
    escapeMarkdown(fact.title),
    escapeMarkdown(fact.where),
    fact.for.map(escapeMarkdown).join('; '),
    fact.against.map(escapeMarkdown).join('; '),
  ];
}
