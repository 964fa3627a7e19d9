import type { AuditFinding, AuditReport } from '../../plugins/audit/document/audit-document.ts';

/** A defect that its maintainers fixed, with its location before and after. */
export interface Defect {
  readonly repository: string;
  readonly commit: string;
  readonly parent: string;
  /** Identifier of the rule that should find it. */
  readonly kind: string;
  readonly half: 'development' | 'held-out' | 'second';
  readonly file: string;
  readonly line: number;
  readonly end_line: number;
  readonly mended_file: string | null;
  readonly mended_line: number | null;
}

/** `unsure`: LOW, needs context. `dismissed`: matched, but exempt. `unread`: nothing auditable. */
export type DefectOutcome = 'found' | 'unsure' | 'dismissed' | 'missed' | 'unread';

export interface DefectEntry {
  readonly id: string;
  readonly round: number;
  readonly kind: string;
  readonly repository: string;
  readonly before: DefectOutcome;
  readonly after: DefectOutcome;
  /** Reason of the dismissal, or findings of other rules at the place. */
  readonly note: string;
}

/** Maximum lines from place to finding, as a multi-line statement may begin or end there. */
export const MAX_LINE_DISTANCE = 3;

export function judgeDefect(
  { kind, file, line, end_line: end, mended_file: mendedFile, mended_line: mended }: Defect,
  before: AuditReport | null,
  after: AuditReport | null,
): Pick<DefectEntry, 'before' | 'after' | 'note'> {
  const there = { file, line, end };
  const here = { file: mendedFile ?? file, line: mended ?? line, end: mended ?? end };
  return {
    before: outcomeAt(before, kind, there),
    after: outcomeAt(after, kind, here),
    note: noteOf(before, kind, there),
  };
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly end: number;
}

function outcomeAt(report: AuditReport | null, kind: string, place: Place): DefectOutcome {
  if (report === null) return 'unread';
  const found = findingsAt(report, place).filter((finding) => finding.rule === kind);
  if (found.some((finding) => finding.needs_context === null)) return 'found';
  if (found.length > 0) return 'unsure';
  return dismissedAt(report, kind, place) === undefined ? 'missed' : 'dismissed';
}

function findingsAt({ categories }: AuditReport, place: Place): readonly AuditFinding[] {
  return categories
    .flatMap((category) => (category.status === 'completed' ? category.findings : []))
    .filter((finding) => [finding, ...finding.evidence].some((at) => isNear(at, place)));
}

function dismissedAt({ categories }: AuditReport, kind: string, place: Place) {
  return categories
    .flatMap((category) => (category.status === 'completed' ? category.dismissed : []))
    .find((finding) => finding.rule === kind && isNear(finding, place));
}

function isNear(at: { readonly file: string; readonly line: number }, { file, line, end }: Place) {
  return (
    at.file === file && at.line >= line - MAX_LINE_DISTANCE && at.line <= end + MAX_LINE_DISTANCE
  );
}

function noteOf(report: AuditReport | null, kind: string, place: Place): string {
  if (report === null) return '';
  const excused = dismissedAt(report, kind, place)?.reason;
  const others = findingsAt(report, place).map(({ rule }) => rule);
  return excused ?? [...new Set(others)].join(', ');
}
