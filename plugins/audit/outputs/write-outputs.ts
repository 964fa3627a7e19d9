import { basename, join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import type { AuditReport } from '../document/audit-document.ts';
import { createEnvelope } from './audit-envelope.ts';
import { formatAuditorReport } from './auditor-report.ts';

/**
 * Leaves in the folder of an audit what it came to: for each auditor a report and an envelope for machines, and
 * the whole report, which it gives too. Each file is written whole or not at all.
 */
export function writeOutputs(
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
