import { basename, join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { formatAuditorReport } from './auditor-report.ts';
import { createEnvelope } from './auditor-result-summary-json.ts';

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
