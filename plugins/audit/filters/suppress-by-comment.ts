import type { Finding } from 'perf-harness/plugin';
import type { CompletedCategory, SuppressedFinding } from '../document/audit-document.ts';
import { recountCategory } from '../scoring/category-score.ts';

/** Rules whose suppression comments count, and the files to search for comments. */
interface SuppressionScope {
  /** True for rules of this auditor, and for unknown rules in the auditor that reports them. */
  readonly isOurs: (rule: string) => boolean;
  readonly isKnown: (rule: string) => boolean;
  readonly files: readonly string[];
  readonly textOf: (file: string) => string | null;
}

interface PlacedSuppression extends Suppression {
  readonly file: string;
}

/**
 * Suppresses findings with a reason on their line or the line above; they stay listed. A comment
 * without a reason does not count and is reported, as is a comment that suppresses nothing (any
 * more).
 */
export function suppressByComment(
  category: CompletedCategory,
  { isOurs, isKnown, files, textOf }: SuppressionScope,
): CompletedCategory {
  const comments = files.flatMap((file): readonly PlacedSuppression[] =>
    readSuppressions(textOf(file) ?? '').flatMap((readSuppression) =>
      isOurs(readSuppression.rule) ? [{ ...readSuppression, file }] : [],
    ),
  );
  if (comments.length === 0) return category;
  const answers = (comment: PlacedSuppression, at: { rule: string; file: string; line: number }) =>
    comment.rule === at.rule &&
    comment.file === at.file &&
    (comment.line === at.line || comment.line === at.line - 1);
  const suppressed = category.findings.flatMap((finding): readonly SuppressedFinding[] => {
    const comment = comments.find(
      (comment) => comment.reason !== null && answers(comment, finding),
    );
    return comment?.reason == null ? [] : [{ finding, by: 'comment', reason: comment.reason }];
  });
  const gone = new Set(suppressed.map(({ finding }) => finding));
  const all = [...category.findings, ...category.advisory.map(({ finding }) => finding)];
  const remarks = comments.flatMap((comment) =>
    remarkOn(
      comment,
      isKnown(comment.rule),
      all.some((finding) => answers(comment, finding)),
    ),
  );
  return recountCategory(category, {
    findings: category.findings.filter((finding) => !gone.has(finding)),
    suppressed: [...category.suppressed, ...suppressed],
    remarks: [...category.remarks, ...remarks],
  });
}

function remarkOn(
  { rule, reason, file, line }: PlacedSuppression,
  isKnown: boolean,
  isUsed: boolean,
): readonly Finding[] {
  const place = `${file}:${line}`;
  if (!isKnown) {
    const message = `The comment at ${place} names ${rule === '' ? 'no rule to ignore' : `${rule}, which is not a rule`}.`;
    const remedy = 'Specify one rule: "perf-harness: ignore <rule> because <reason>".';
    return [{ id: 'audit-suppression-unknown', level: 'warning', message, remedy }];
  }
  if (!isUsed) {
    const message = `The comment at ${place} suppresses nothing, because ${rule} reports nothing there.`;
    const remedy = 'Remove the comment.';
    return [{ id: 'audit-suppression-unused', level: 'warning', message, remedy }];
  }
  if (reason !== null) return [];
  const message = `The comment at ${place} gives no reason, so ${rule} is still reported.`;
  const remedy = `State the reason: "perf-harness: ignore ${rule} because <reason>".`;
  return [{ id: 'audit-suppression-without-reason', level: 'warning', message, remedy }];
}

/** Comment that suppresses findings of a rule on its line or the line below. */
interface Suppression {
  readonly rule: string;
  /** null if the comment gives none, so that it does not count. */
  readonly reason: string | null;
  /** From 1. */
  readonly line: number;
}

/** `# perf-harness: ignore <rule> because <reason>`; the same behind `//`, `--` and in a block. */
const COMMENT =
  /(?:^|[\s;{}(),])(?:#|\/\/|--|\/\*+|\*)\s*perf-harness:\s*ignore\b[ \t]*(?<rule>[\w-]*)(?:[ \t]+because\b[ \t]*(?<reason>.*?))?\s*(?:\*\/\s*)?$/u;

export function readSuppressions(text: string): readonly Suppression[] {
  if (!text.includes('perf-harness:')) return [];
  return text.split('\n').flatMap((written, index) => {
    const line = written.trimEnd();
    const groups = COMMENT.exec(line)?.groups;
    if (groups === undefined) return [];
    const { rule = '', reason = '' } = groups;
    return [{ rule, reason: reason.trim() === '' ? null : reason.trim(), line: index + 1 }];
  });
}
