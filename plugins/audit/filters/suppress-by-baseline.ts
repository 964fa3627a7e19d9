import type {
  AuditFinding,
  CompletedCategory,
  SuppressedFinding,
} from '../document/audit-document.ts';
import { recountCategory } from '../scoring/recompute-category-score.ts';
import type { BaselineEntry } from './audit-baseline-file.ts';
import { fingerprintFinding } from './finding-fingerprint.ts';

type TextOf = (file: string) => string | null;

export function createBaselineEntries(
  findings: readonly AuditFinding[],
  textOf: TextOf,
): readonly BaselineEntry[] {
  return findings.map((finding) => ({
    rule: finding.rule,
    file: finding.file,
    hash: fingerprintFinding(finding, textOf(finding.file) ?? ''),
  }));
}

/** Suppresses baseline findings, one per entry, so a copy of an old finding is new. */
export function suppressByBaseline(
  categories: readonly CompletedCategory[],
  known: readonly BaselineEntry[],
  textOf: TextOf,
): readonly CompletedCategory[] {
  const left = new Map<string, number>();
  for (const knownFinding of known)
    left.set(keyOf(knownFinding), (left.get(keyOf(knownFinding)) ?? 0) + 1);
  return categories.map((category) => {
    const marks = createBaselineEntries(category.findings, textOf);
    const old = category.findings.filter((_, index) => {
      const mark = marks[index];
      const count = mark === undefined ? 0 : (left.get(keyOf(mark)) ?? 0);
      if (mark === undefined || count === 0) return false;
      left.set(keyOf(mark), count - 1);
      return true;
    });
    const gone = new Set(old);
    const suppressed = old.map(
      (finding): SuppressedFinding => ({ finding, by: 'baseline', reason: 'already known' }),
    );
    return recountCategory(category, {
      findings: category.findings.filter((finding) => !gone.has(finding)),
      suppressed: [...category.suppressed, ...suppressed],
    });
  });
}

function keyOf({ rule, file, hash }: BaselineEntry): string {
  return `${file}\0${rule}\0${hash}`;
}
