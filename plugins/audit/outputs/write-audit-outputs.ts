import { basename, join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { z } from 'zod';
import type { AuditCategory, AuditReport } from '../document/audit-document.ts';
import { ZERO_SEVERITY_COUNTS } from '../scoring/category-score.ts';
import { formatAuditorReport } from './auditor-report.ts';

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
