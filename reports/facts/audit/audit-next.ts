import type { AuditReport } from '../../../harness/model/documents/audit-document.ts';
import type { NextStep } from '../../next-step.ts';
import { commandWord } from '../../text/command-word.ts';

/** Findings are read best on a page, and `optimize` takes them as JSON; null: there are none. */
export function auditNext({ root, severity_summary: counts }: AuditReport): NextStep | null {
  const all = counts.critical + counts.high + counts.medium + counts.low;
  return all === 0
    ? null
    : {
        purpose: 'read all of it on a page, and keep it for optimize --audit-report',
        command: `perf-harness audit ${commandWord(root)} --reporter html=audit.html --reporter json=audit.json`,
      };
}
