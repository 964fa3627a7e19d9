import type { AuditCategory, AuditFinding, CompletedCategory } from '../document/audit-document.ts';
import type { AuditContext } from '../document/audited-project-context-schema.ts';
import { ZERO_SEVERITY_COUNTS } from '../scoring/category-score.ts';

/**
 * Formats the report of one auditor. A comment at its top contains the numbers, so that programs
 * need not parse prose (SH6-15).
 */
export function formatAuditorReport(category: AuditCategory, { domain }: AuditContext): string {
  const isCompleted = category.status === 'completed';
  const counts = isCompleted ? category.severity_counts : ZERO_SEVERITY_COUNTS;
  const meta = {
    worker: category.auditor,
    category: category.category,
    domain: domain?.name ?? 'global',
    scan_path: domain?.path ?? '.',
    score: (isCompleted ? category.score?.toFixed(1) : null) ?? 'n/a',
    total_issues: isCompleted ? category.total_issues : 0,
    ...counts,
    status: category.status,
  };
  const lines = Object.entries(meta).map(([key, value]) => `${key}: ${oneLine(String(value))}`);
  return [
    ['<!-- AUDIT-META', ...lines, '-->'],
    [`# ${category.auditor} ${oneLine(category.category)}`],
    ...(isCompleted
      ? completedBlocks(category)
      : [[`${category.status}: ${oneLine(category.reason)}`]]),
  ]
    .map((block) => `${block.join('\n')}\n`)
    .join('\n');
}

function completedBlocks(category: CompletedCategory): readonly (readonly string[])[] {
  const { checks, findings, advisory, suppressed } = category;
  return [
    ['## Checks'],
    table(
      ['ID', 'Check', 'Status', 'Details'],
      checks.map(({ id, name, status, details }) => [id, name, status, details]),
    ),
    ['## Findings'],
    findings.length === 0 ? ['None.'] : table(FOUND, findings.map(rowOf)),
    ...asideBlocks(
      'Advisory Findings',
      advisory.map(({ finding, reason }) => ({ finding, reason })),
    ),
    ...asideBlocks(
      'Suppressed Findings',
      suppressed.map(({ finding, by, reason }) => ({ finding, reason: `${by}: ${reason}` })),
    ),
  ];
}

const FOUND = ['Severity', 'Location', 'Rule', 'Issue', 'Recommendation', 'Effort'];

function rowOf(auditFinding: AuditFinding): readonly string[] {
  return [
    auditFinding.severity,
    auditFinding.location,
    auditFinding.rule,
    auditFinding.issue,
    auditFinding.recommendation,
    auditFinding.effort,
  ];
}

function asideBlocks(
  title: string,
  all: readonly { readonly finding: AuditFinding; readonly reason: string }[],
): readonly (readonly string[])[] {
  if (all.length === 0) return [];
  const rows = all.map(({ finding, reason }) => [
    finding.severity,
    finding.location,
    finding.rule,
    finding.issue,
    reason,
  ]);
  return [[`## ${title}`], table(['Severity', 'Location', 'Rule', 'Issue', 'Why'], rows)];
}

/** Formats a table of one-line cells, escaped so that no text ends a cell or opens a tag. */
function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const cell = (text: string): string =>
    oneLine(text).replace(/[\\|]/gu, '\\$&').replace(/</gu, '&lt;');
  return [line(titles), line(titles.map(() => '---')), ...rows.map((row) => line(row.map(cell)))];
}

/** Returns text on one line that cannot end the comment around it. */
function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/--+>/gu, '->');
}
