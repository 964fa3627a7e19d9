import type {
  AdvisoryFinding,
  AuditFinding,
  AuditSeverity,
} from '../../../harness/model/documents/audit-document.ts';
import { printable } from '../../text/printable.ts';

/** A place that shows why something was found, as every reporter shows it. */
export interface AuditEvidenceFact {
  readonly file: string;
  readonly line: number;
  /** `src/orders.py:12`. */
  readonly place: string;
  readonly text: string;
}

/** One finding, as every reporter shows it. */
export interface AuditFindingFact {
  readonly category: string;
  readonly rule: string;
  readonly severity: AuditSeverity;
  readonly location: string;
  readonly file: string;
  readonly line: number;
  readonly issue: string;
  readonly recommendation: string;
  readonly effort: string;
  /** null: it is sure. */
  readonly needsContext: string | null;
  readonly evidence: readonly AuditEvidenceFact[];
  /** What a scenario showed of it; null: nothing, or none was run. */
  readonly measured: string | null;
}

/** A finding that counts for nothing, with its reason (SH6-12). */
export interface AuditAdvisoryFact extends AuditFindingFact {
  readonly reason: string;
}

export function findingFact(finding: AuditFinding, category: string): AuditFindingFact {
  const { severity, line, effort, needs_context: needsContext } = finding;
  return {
    category,
    severity,
    line,
    effort,
    rule: printable(finding.rule),
    location: printable(finding.location),
    file: printable(finding.file),
    issue: printable(finding.issue),
    recommendation: printable(finding.recommendation),
    needsContext: needsContext === null ? null : printable(needsContext),
    measured: finding.measured === undefined ? null : printable(finding.measured.text),
    evidence: finding.evidence.map(({ file, line: at, text }) => ({
      file: printable(file),
      line: at,
      place: `${printable(file)}:${at}`,
      text: printable(text),
    })),
  };
}

export function advisoryFact(
  { finding, reason }: AdvisoryFinding,
  category: string,
): AuditAdvisoryFact {
  return { ...findingFact(finding, category), reason: printable(reason) };
}
