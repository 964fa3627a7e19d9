import type { AuditFinding, AuditReport } from '../../../harness/model/documents/audit-document.ts';
import { printable } from '../../text/printable.ts';

/** A finding that counts for nothing, and why. */
export interface AsideFact {
  readonly category: string;
  readonly severity: AuditFinding['severity'];
  readonly rule: string;
  readonly location: string;
  readonly issue: string;
  readonly reason: string;
  readonly evidence: readonly string[];
}

/** Findings that a report lists and no score counts (SH6-12). */
export interface AsideFacts {
  /** Planned for, or too small to matter where they stand. */
  readonly advisory: readonly AsideFact[];
  /** Answered by a comment in the code, or known before. */
  readonly suppressed: readonly AsideFact[];
}

export function asideFacts({ categories }: AuditReport): AsideFacts {
  const completed = categories.flatMap((one) => (one.status === 'completed' ? [one] : []));
  return {
    advisory: completed.flatMap(({ category, advisory }) =>
      advisory.map(({ finding, reason }) => asideFact(category, finding, reason)),
    ),
    suppressed: completed.flatMap(({ category, suppressed }) =>
      suppressed.map(({ finding, by, reason }) => asideFact(category, finding, `${by}: ${reason}`)),
    ),
  };
}

function asideFact(category: string, finding: AuditFinding, reason: string): AsideFact {
  return {
    severity: finding.severity,
    category: printable(category),
    rule: printable(finding.rule),
    location: printable(finding.location),
    issue: printable(finding.issue),
    reason: printable(reason),
    evidence: finding.evidence.map(({ file, line, text }) => printable(`${file}:${line}: ${text}`)),
  };
}
