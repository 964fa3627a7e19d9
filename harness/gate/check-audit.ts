import type {
  AuditCategory,
  AuditReport,
  AuditSeverity,
} from '../model/documents/audit-document.ts';
import { AUDIT_SEVERITIES } from '../model/documents/audit-severities.ts';
import { type AuditCheck, CHANGED_LINES } from '../model/documents/gate-document.ts';

/** Findings that a gate carries: the audit itself tells the others. */
const MOST_TOLD = 10;

/** What a gate makes of an audit of the lines that changed. Pure. */
export function checkAudit(
  { categories, skipped, severity_summary: counts }: AuditReport,
  failOn: AuditSeverity,
  reproduce: string,
): AuditCheck {
  const gravity = ({ severity }: { readonly severity: AuditSeverity }): number =>
    AUDIT_SEVERITIES.indexOf(severity);
  const findings = categories
    .flatMap((one) => (one.status === 'completed' ? one.findings : []))
    .toSorted((one, other) => gravity(one) - gravity(other));
  const isGrave = findings.some((one) => gravity(one) <= AUDIT_SEVERITIES.indexOf(failOn));
  const [broken = null] = categories.flatMap(whyNotWhole);
  const [unread] = skipped;
  const reason =
    broken ??
    (unread === undefined
      ? null
      : `changed and not read: ${unread.file} (${unread.reason})${skipped.length === 1 ? '' : `, and ${skipped.length - 1} more`}`);
  return {
    type: 'audit',
    scenario: CHANGED_LINES,
    outcome: isGrave ? 'fail' : broken === null ? 'pass' : 'failed',
    fail_on: failOn,
    counts,
    findings: findings.slice(0, MOST_TOLD),
    reason,
    reproduce,
  };
}

/** Why an auditor has not looked at all that it is for; none: it has. */
function whyNotWhole(one: AuditCategory): readonly string[] {
  if (one.status !== 'completed') {
    return one.status === 'error' ? [`${one.category}: ${one.reason}`] : [];
  }
  const failed = one.checks.filter(({ status }) => status === 'error');
  return failed.map(({ id, details }) => `${one.category}, ${id}: ${details}`);
}
