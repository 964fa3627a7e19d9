import type { AuditFacts } from '../facts/audit/audit-facts.ts';
import { cellCode, escapeMarkdown, inlineCode } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

const NOT_COUNTED: readonly MarkdownColumn[] = [
  { title: 'Category' },
  { title: 'Needs Context', align: 'right' },
  { title: 'Advisory', align: 'right' },
  { title: 'Dismissed', align: 'right' },
];
const CHECKS: readonly MarkdownColumn[] = ['Category', 'Check', 'Status', 'Details'].map(
  (title) => ({ title }),
);
const ITEMS: readonly MarkdownColumn[] = ['Item', 'Done', 'Evidence'].map((title) => ({ title }));

/** What the scores rest on: what was not counted, which checks ran, and which files were not understood. */
export function auditClosingMarkdown(facts: AuditFacts): readonly (readonly string[])[] {
  const { categories, selfCheck, skipped } = facts;
  const checks = categories.flatMap((category) =>
    category.checks.map(({ id, status, details }) => [
      escapeMarkdown(category.name),
      cellCode(id),
      status,
      escapeMarkdown(details),
    ]),
  );
  return [
    ['## Not Counted'],
    markdownTable(
      NOT_COUNTED,
      categories.map(({ name, findings, advisory, dismissed }) => [
        escapeMarkdown(name),
        String(findings.filter(({ needsContext }) => needsContext !== null).length),
        String(advisory.length),
        String(dismissed),
      ]),
    ),
    [
      'What needs context counts as low. What was dismissed looked like a finding and is none; the JSON report has the reasons.',
    ],
    ['## Self-Check'],
    markdownTable(
      ITEMS,
      selfCheck.map(({ item, done, evidence }) => [
        escapeMarkdown(item),
        done ? 'yes' : '**no**',
        escapeMarkdown(evidence),
      ]),
    ),
    ...folded(`Checks: ${checks.length}`, markdownTable(CHECKS, checks)),
    ...folded(
      `Files not understood: ${skipped.length}`,
      skipped.map(({ file, reason }) => `- ${inlineCode(file)}: ${escapeMarkdown(reason)}`),
    ),
  ];
}

function folded(title: string, lines: readonly string[]): readonly (readonly string[])[] {
  if (lines.length === 0) return [];
  return [['<details>', `<summary>${title}</summary>`], lines, ['</details>']];
}
