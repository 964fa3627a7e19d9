import type { AuditReport } from '../../../harness/model/documents/audit-document.ts';
import type { NextStep } from '../next-step.ts';

/** What to do about what was found; null: nothing was. */
export function auditNext({ severity_summary: counts }: AuditReport): NextStep | null {
  const all = counts.critical + counts.high + counts.medium + counts.low;
  return all === 0
    ? null
    : {
        purpose: 'have a target improved with these as hints',
        command: 'perf-harness optimize --audit-report audit.json --help',
      };
}
