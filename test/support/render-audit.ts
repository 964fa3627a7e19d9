import type { AuditReport } from '../../plugins/audit/document/audit-document.ts';
import { auditView } from '../../plugins/audit/view/audit-view.ts';
import type { RenderOptions, Reporter } from '../../reports/reporter.ts';
import { auditDocuments } from '../../tools/golden/audit-documents.ts';

/** An audit as a reporter shows it. */
export function renderAudit(
  reporter: Reporter,
  document: AuditReport,
  options: RenderOptions,
): string {
  return reporter.render({ document, view: auditView(document) }, options);
}

export function readGoldenAudit(name: string): AuditReport {
  const document = new Map(Object.entries(auditDocuments())).get(name);
  if (document === undefined) throw new Error(`no audit ${name}`);
  return document;
}
