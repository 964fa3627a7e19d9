/** Findings and categories as auditors report them, to test further processing. */
import type {
  AuditCategory,
  AuditFinding,
  CompletedCategory,
} from '../../plugins/audit/document/audit-document.ts';
import { computeScore, countSeverities } from '../../plugins/audit/scoring/category-score.ts';

export function auditFinding(changes: Partial<AuditFinding> = {}): AuditFinding {
  const { file = 'app/main.py', line = 9 } = changes;
  return {
    rule: 'sync-sleep-in-async',
    check: 'sync_sleep_in_async',
    severity: 'HIGH',
    evidence_class: 'certain',
    file,
    line,
    end_line: line,
    location: `${file}:${line}`,
    issue: 'slow is async and calls time.sleep(1)',
    principle: 'Runtime Performance / Sync sleep',
    recommendation: 'await asyncio.sleep(1)',
    effort: 'S',
    needs_context: null,
    evidence: [],
    domain: null,
    ...changes,
  };
}

export function completedCategory(
  findings: readonly AuditFinding[],
  changes: Partial<CompletedCategory> = {},
): CompletedCategory {
  const counts = countSeverities(findings);
  return {
    auditor: '653',
    category: 'Runtime Performance',
    priority: 'MEDIUM',
    status: 'completed',
    score: computeScore(counts),
    total_issues: findings.length,
    severity_counts: counts,
    checks: [
      {
        id: 'sync_sleep_in_async',
        name: 'Sleep that blocks the event loop',
        status: 'failed',
        details: '',
      },
    ],
    findings,
    advisory: [],
    dismissed: [],
    suppressed: [],
    remarks: [],
    ...changes,
  };
}

export const FAILED_CATEGORY: AuditCategory = {
  auditor: '652',
  category: 'Transaction Correctness',
  priority: 'HIGH',
  status: 'error',
  reason: 'the auditor exited without an answer',
};
