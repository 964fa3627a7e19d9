import { display, type Plugin } from 'perf-harness/plugin';
import type { AuditCategory, AuditReport, AuditSeverity } from '../document/audit-document.ts';
import { AUDIT_SEVERITIES } from '../document/audit-severities.ts';

type GateCheck = NonNullable<Plugin['gateChecks']>[number];
type LineVerdict = Awaited<ReturnType<Awaited<ReturnType<GateCheck['prepare']>>>>;

/** Findings that a gate carries: the audit itself tells the others. */
const MOST_TOLD = 10;

/** What a gate makes of an audit of the lines that changed. Pure. */
export function checkAudit(
  { categories, skipped, severity_summary: counts }: AuditReport,
  failOn: AuditSeverity,
  reproduce: string,
) {
  const gravity = ({ severity }: { readonly severity: AuditSeverity }): number =>
    AUDIT_SEVERITIES.indexOf(severity);
  const findings = categories
    .flatMap((category) => (category.status === 'completed' ? category.findings : []))
    .toSorted((one, other) => gravity(one) - gravity(other));
  const [first] = findings;
  const isGrave = first !== undefined && gravity(first) <= AUDIT_SEVERITIES.indexOf(failOn);
  const [broken = null] = categories.flatMap(whyNotWhole);
  const [unread] = skipped;
  const more = skipped.length === 1 ? '' : `, and ${skipped.length - 1} more`;
  const reason =
    unread === undefined || broken !== null
      ? broken
      : `changed and not read: ${unread.file} (${unread.reason})${more}`;
  const outcome = isGrave ? 'fail' : broken === null ? 'pass' : 'failed';
  const words = { pass: `passed, no ${failOn}`, fail: 'failed', failed: 'could not look at all' };
  const found = AUDIT_SEVERITIES.flatMap((severity) => {
    const count = counts[severity.toLowerCase() as keyof typeof counts];
    return count === 0 ? [] : [display.plural(count, severity, severity)];
  });
  const list = found.length === 0 ? 'nothing found' : found.join(', ');
  return {
    outcome,
    summary: `audit ${words[outcome]}${reason === null ? '' : `: ${reason}`}: ${list}`,
    detail: isGrave ? `${first.location} (${first.rule}): ${first.issue}` : '',
    file: isGrave ? first.file : null,
    reproduce,
    fail_on: failOn,
    counts,
    findings: findings.slice(0, MOST_TOLD),
    reason,
  } satisfies LineVerdict;
}

/** Why an auditor has not looked at all that it is for; none: it has. */
function whyNotWhole(one: AuditCategory): readonly string[] {
  if (one.status !== 'completed') {
    return one.status === 'error' ? [`${one.category}: ${one.reason}`] : [];
  }
  const failed = one.checks.filter(({ status }) => status === 'error');
  return failed.map(({ id, details }) => `${one.category}, ${id}: ${details}`);
}
