import type { NapiConfig, SgNode } from '@ast-grep/napi';
import { isExcluded } from '../judge/excluded-files.ts';
import type { AuditedCode, Candidate } from '../rule.ts';
import { functionAt } from './function-at.ts';

export type Language = 'python' | 'script';

/** The shape of something that is no call, with its syntax. */
export interface SyntaxCandidate extends Candidate {
  readonly node: SgNode;
  readonly language: Language;
  /** Function that it stands in. */
  readonly index: number;
}

export interface SyntaxSearch {
  readonly language: Language;
  /** What a file must hold to be parsed at all. */
  readonly mentions: RegExp;
  /** What is looked for, of which the parser finds most faster than we do. */
  readonly rule: NapiConfig['rule'];
}

/** Nodes of a shape in all files of a language. */
export function* syntaxIn(
  audited: AuditedCode,
  { language, mentions, rule }: SyntaxSearch,
): Generator<SyntaxCandidate> {
  const { code } = audited;
  for (const file of new Set(code.facts.functions.map((one) => one.file))) {
    if (languageIn(file) !== language || isExcluded(file)) continue;
    if (!mentions.test(code.textOf(file) ?? '')) continue;
    for (const node of code.syntaxOf(file)?.findAll({ rule }) ?? []) {
      const { start, end } = node.range();
      const place = { file, line: start.line + 1, endLine: end.line + 1 };
      const index = functionAt(audited, file, start.index);
      yield { ...place, node, language, index };
    }
  }
}

export function languageIn(file: string): Language {
  return file.endsWith('.py') ? 'python' : 'script';
}

/** What is handed to a call, comments left out. */
export function argumentsOf(call: SgNode): readonly SgNode[] {
  const list = call.field('arguments');
  return list?.children().filter((one) => one.isNamed() && one.kind() !== 'comment') ?? [];
}

/** Text on one line, and no longer than can be read. */
export function shortText(node: SgNode, longest = 60): string {
  const text = node.text().replace(/\s+/gu, ' ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
