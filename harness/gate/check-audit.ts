import type { AuditReport, AuditSeverity } from '../model/documents/audit-document.ts';
import { AUDIT_SEVERITIES } from '../model/documents/audit-severities.ts';
import { type AuditCheck, CHANGED_LINES } from '../model/documents/gate-document.ts';

/** Findings that a gate carries: the audit itself tells the others. */
const MOST_TOLD = 10;

/** What a gate makes of an audit of the lines that changed. Pure. */
export function checkAudit(
  { categories, severity_summary: counts }: AuditReport,
  failOn: AuditSeverity,
  reproduce: string,
): AuditCheck {
  const gravity = ({ severity }: { readonly severity: AuditSeverity }): number =>
    AUDIT_SEVERITIES.indexOf(severity);
  const findings = categories
    .flatMap((one) => (one.status === 'completed' ? one.findings : []))
    .toSorted((one, other) => gravity(one) - gravity(other));
  const isGrave = findings.some((one) => gravity(one) <= AUDIT_SEVERITIES.indexOf(failOn));
  const [failed] = categories.filter(({ status }) => status === 'error');
  const reason = failed?.status === 'error' ? `${failed.category}: ${failed.reason}` : null;
  return {
    type: 'audit',
    scenario: CHANGED_LINES,
    outcome: isGrave ? 'fail' : reason === null ? 'pass' : 'failed',
    fail_on: failOn,
    counts,
    findings: findings.slice(0, MOST_TOLD),
    reason,
    reproduce,
  };
}
