import type { AsideFact, AsideFacts } from '../facts/audit/aside-facts.ts';
import { cellCode, escapeMarkdown } from './escape.ts';
import { type MarkdownColumn, markdownTable } from './table.ts';

const COLUMNS: readonly MarkdownColumn[] = [
  ...['Severity', 'Rule', 'Location', 'Issue', 'Why it does not count', 'Evidence'],
].map((title) => ({ title }));

/** What is listed and counts for nothing; no section where there is nothing. */
export function asideMarkdown({
  advisory,
  suppressed,
}: AsideFacts): readonly (readonly string[])[] {
  return [
    ...section('## Advisory Findings', advisory),
    ...section('## Suppressed Findings', suppressed),
  ];
}

function section(title: string, all: readonly AsideFact[]): readonly (readonly string[])[] {
  if (all.length === 0) return [];
  const rows = all.map(({ severity, rule, location, issue, reason, evidence }) => [
    ...[severity, cellCode(rule), cellCode(location), escapeMarkdown(issue)],
    ...[escapeMarkdown(reason), evidence.map(escapeMarkdown).join('<br>')],
  ]);
  return [[title], markdownTable(COLUMNS, rows)];
}
