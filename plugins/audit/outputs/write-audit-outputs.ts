import { basename, join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { z } from 'zod';
import type {
  AuditCategory,
  AuditFinding,
  AuditReport,
  CompletedCategory,
} from '../document/audit-document.ts';
import type { AuditContext } from '../document/audited-project-context-schema.ts';
import { ZERO_SEVERITY_COUNTS } from '../scoring/category-score.ts';

/**
 * Writes the results of an audit to its folder: a report and a machine-readable envelope for each
 * auditor, and the full report, which is returned. Each file is written atomically.
 */
export function writeAuditOutputs(
  { files, clock }: Pick<Host, 'files' | 'clock'>,
  report: AuditReport,
  { folder, render }: { folder: string; render: (report: AuditReport) => string },
): string {
  for (const category of report.categories) {
    const reportPath = `${category.auditor}.md`;
    const origin = { runId: basename(folder), producedAt: clock.now(), reportPath };
    const envelope = JSON.stringify(createEnvelope(category, origin), null, 2);
    files.writeAtomic(join(folder, reportPath), formatAuditorReport(category, report.context));
    files.writeAtomic(join(folder, `${category.auditor}.envelope.json`), `${envelope}\n`);
  }
  const text = render(report);
  files.writeAtomic(join(folder, 'report.md'), text);
  return text;
}

const count = z.int().nonnegative();

/** Machine-readable result of one auditor (SH6-14). */
export const auditEnvelopeSchema = z
  .object({
    schema_version: z.literal('1.0.0'),
    summary_kind: z.literal('audit-worker'),
    run_id: z.string().min(1),
    identifier: z.string().min(1),
    producer_skill: z.string().min(1),
    produced_at: z.iso.datetime(),
    payload: z
      .object({
        // The value `complete` does not exist.
        status: z.enum(['completed', 'skipped', 'error']),
        category: z.string(),
        report_path: z.string(),
        score: z.number().min(0).max(10).nullable(),
        issues_total: count,
        severity_counts: z.object({ critical: count, high: count, medium: count, low: count }),
        warnings: z.array(z.string()).readonly(),
      })
      .readonly(),
  })
  .readonly();
type AuditEnvelope = z.infer<typeof auditEnvelopeSchema>;

interface EnvelopeOrigin {
  readonly runId: string;
  readonly producedAt: Date;
  /** From the folder of the audit. */
  readonly reportPath: string;
}

export function createEnvelope(
  category: AuditCategory,
  { runId, producedAt, reportPath }: EnvelopeOrigin,
): AuditEnvelope {
  const isCompleted = category.status === 'completed';
  const failed = isCompleted ? category.checks.filter(({ status }) => status === 'error') : [];
  return auditEnvelopeSchema.parse({
    schema_version: '1.0.0',
    summary_kind: 'audit-worker',
    run_id: runId,
    identifier: category.auditor,
    producer_skill: 'perf-harness audit',
    produced_at: producedAt.toISOString(),
    payload: {
      status: category.status,
      category: category.category,
      report_path: reportPath,
      score: isCompleted ? category.score : null,
      issues_total: isCompleted ? category.total_issues : 0,
      severity_counts: isCompleted ? category.severity_counts : ZERO_SEVERITY_COUNTS,
      warnings: isCompleted
        ? [
            ...failed.map(({ id, details }) => `the check ${id} failed: ${details}`),
            ...category.remarks.map(({ message }) => message),
          ]
        : [category.reason],
    },
  });
}

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
