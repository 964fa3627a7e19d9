import type { SgNode } from '@ast-grep/napi';
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
  /** Kinds of nodes; a grammar takes no kinds but its own. */
  readonly kinds: readonly string[];
}

/** Nodes of some kinds in all files of a language. */
export function* syntaxIn(
  audited: AuditedCode,
  { language, mentions, kinds }: SyntaxSearch,
): Generator<SyntaxCandidate> {
  const { code } = audited;
  for (const file of new Set(code.facts.functions.map((one) => one.file))) {
    if (languageIn(file) !== language || isExcluded(file)) continue;
    if (!mentions.test(code.textOf(file) ?? '')) continue;
    const rule = { any: kinds.map((kind) => ({ kind })) };
    for (const node of code.syntaxOf(file)?.findAll({ rule }) ?? []) {
      const { start, end } = node.range();
      const place = { file, line: start.line + 1, endLine: end.line + 1 };
      yield { ...place, node, language, index: functionAt(audited, file, start.index) };
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
