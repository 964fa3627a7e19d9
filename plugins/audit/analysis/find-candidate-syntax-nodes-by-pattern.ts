import type { SgNode } from '@ast-grep/napi';
import type { Language } from '../../analysis/index.ts';
import type { AuditedCode, Candidate } from '../rule.ts';
import {
  findMatchingNodes,
  mayContainMatch,
  type SyntaxSearch,
} from '../syntax-tree-pattern-search.ts';
import { findEnclosingFunction } from './calls-and-functions.ts';

export type { SyntaxSearch } from '../syntax-tree-pattern-search.ts';

/** Candidate that is not a call, with its syntax node. */
export interface SyntaxCandidate extends Candidate {
  readonly node: SgNode;
  readonly language: Language;
  readonly index: number;
}

/** Nodes of a shape in all files of a language. */
export function* findSyntaxCandidates(
  audited: AuditedCode,
  search: SyntaxSearch,
): Generator<SyntaxCandidate> {
  const { code } = audited;
  const { language } = search;
  for (const file of code.sources) {
    if (code.hasNoMatch(file, search.id) || !mayContainMatch(search, file, code.textOf(file) ?? ''))
      continue;
    const root = code.syntaxOf(file);
    for (const node of root === null ? [] : findMatchingNodes(search, root)) {
      const { start, end } = node.range();
      const place = { file, line: start.line + 1, endLine: end.line + 1 };
      const index = findEnclosingFunction(audited, file, start.index);
      yield { ...place, node, language, index };
    }
  }
}

export function truncateNodeText(node: SgNode, longest = 60): string {
  const text = node.text().replace(/\s+/gu, ' ');
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
