import { display, shortCommit } from 'perf-harness/plugin';
import { readAuditOptions } from '../command/read-audit-options.ts';
import { auditProject } from '../command/run-audit.ts';
import type { AuditCategory, AuditReport, AuditSeverity } from '../document/audit-document.ts';
import { AUDIT_SEVERITIES, isAtLeastAsSevere } from '../document/audit-severities.ts';
import { isReported } from '../evidence-class.ts';
import { countSeverities } from '../scoring/category-score.ts';
import { sortFindings } from '../scoring/sort-findings.ts';
import type { GateCheck, LineVerdict } from './judge-statements-since-base.ts';

export const auditChanges: GateCheck['prepare'] = async (request) => {
  const { host, config, value, project } = request;
  const options = readAuditOptions(host, config, { failOn: value });
  const severity = options.failOn ?? 'HIGH';
  return async ({ commit }, signal) => {
    const report = await auditProject({ ...request, signal }, { ...options, changed: commit });
    const changed = ['--changed', shortCommit(commit)];
    const words = ['perf-harness', 'audit', ...changed, '--fail-on', value, ...project];
    return judgeChangesAudit(report, severity, words.map(display.quoteCommandWord).join(' '));
  };
};

/** Number of findings that a gate reports; the audit itself reports the rest. */
const MOST_TOLD = 10;

/**
 * Returns the gate verdict on an audit of the changed lines; suspected findings are only counted.
 * Pure.
 */
export function judgeChangesAudit(
  { categories, skipped }: Pick<AuditReport, 'categories' | 'skipped'>,
  failOn: AuditSeverity,
  reproduce: string,
) {
  const all = categories.flatMap((category) =>
    category.status === 'completed' ? category.findings : [],
  );
  const findings = sortFindings(all.filter((finding) => isReported(finding, false)));
  const counts = countSeverities(findings);
  const suspected = all.length - findings.length;
  const [first] = findings;
  const isGrave = first !== undefined && isAtLeastAsSevere(first.severity, failOn);
  const [broken = null] = categories.flatMap(whyNotWhole);
  const [unread] = skipped;
  const more = skipped.length === 1 ? '' : `, and ${skipped.length - 1} more`;
  const reason =
    unread === undefined || broken !== null
      ? broken
      : `changed but not read: ${unread.file} (${unread.reason})${more}`;
  const outcome = isGrave ? 'fail' : broken === null ? 'pass' : 'failed';
  const words = { pass: `passed, no ${failOn}`, fail: 'failed', failed: 'incomplete' };
  const found = AUDIT_SEVERITIES.flatMap((severity) => {
    const count = counts[severity.toLowerCase() as keyof typeof counts];
    return count === 0 ? [] : [display.plural(count, severity, severity)];
  });
  if (suspected > 0) found.push(`${suspected} suspected`);
  const list = found.length === 0 ? 'no findings' : found.join(', ');
  return {
    outcome,
    summary: `audit ${words[outcome]}${reason === null ? '' : `: ${reason}`}: ${list}`,
    detail: isGrave ? `${first.location} (${first.rule}): ${first.issue}` : '',
    file: isGrave ? first.file : null,
    reproduce,
    fail_on: failOn,
    counts,
    suspected,
    findings: findings.slice(0, MOST_TOLD),
    reason,
  } satisfies LineVerdict;
}

/** Returns why an auditor did not complete its checks; empty if it did. */
function whyNotWhole(auditCategory: AuditCategory): readonly string[] {
  if (auditCategory.status !== 'completed') {
    return auditCategory.status === 'error'
      ? [`${auditCategory.category}: ${auditCategory.reason}`]
      : [];
  }
  const failed = auditCategory.checks.filter(({ status }) => status === 'error');
  return failed.map(({ id, details }) => `${auditCategory.category}, ${id}: ${details}`);
}
