import type {
  AuditFinding,
  CompletedCategory,
  SuppressedFinding,
} from '../document/audit-document.ts';
import { recount } from '../judge/recount.ts';
import type { KnownFinding } from './baseline-file.ts';
import { fingerprint } from './fingerprint.ts';

type TextOf = (file: string) => string | null;

/** Returns the entries that a baseline stores for findings. */
export function knownFindings(
  findings: readonly AuditFinding[],
  textOf: TextOf,
): readonly KnownFinding[] {
  return findings.map((finding) => ({
    rule: finding.rule,
    file: finding.file,
    hash: fingerprint(finding, textOf(finding.file) ?? ''),
  }));
}

/** Findings that a baseline has are suppressed; each entry answers one, so that a copy of an old one is new. */
export function suppressByBaseline(
  categories: readonly CompletedCategory[],
  known: readonly KnownFinding[],
  textOf: TextOf,
): readonly CompletedCategory[] {
  const left = new Map<string, number>();
  for (const knownFinding of known)
    left.set(keyOf(knownFinding), (left.get(keyOf(knownFinding)) ?? 0) + 1);
  return categories.map((category) => {
    const marks = knownFindings(category.findings, textOf);
    const old = category.findings.filter((_, index) => {
      const mark = marks[index];
      const count = mark === undefined ? 0 : (left.get(keyOf(mark)) ?? 0);
      if (mark === undefined || count === 0) return false;
      left.set(keyOf(mark), count - 1);
      return true;
    });
    const gone = new Set(old);
    const suppressed = old.map(
      (finding): SuppressedFinding => ({ finding, by: 'baseline', reason: 'known before' }),
    );
    return recount(category, {
      findings: category.findings.filter((finding) => !gone.has(finding)),
      suppressed: [...category.suppressed, ...suppressed],
    });
  });
}

function keyOf({ rule, file, hash }: KnownFinding): string {
  return `${file}\0${rule}\0${hash}`;
}
