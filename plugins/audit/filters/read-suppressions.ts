/** Comment that suppresses findings of a rule on its line or the line below. */
export interface Suppression {
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
