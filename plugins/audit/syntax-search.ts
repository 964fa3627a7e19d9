import type { NapiConfig, SgNode } from '@ast-grep/napi';
import { type CodeSearch, type Language, languageIn } from '../analysis/index.ts';
import { isExcludedFile } from './scoring/excluded-files.ts';

/** The shape of something that is no call. Files are looked through for it once, as they are read. */
export interface SyntaxSearch {
  readonly id: string;
  readonly language: Language;
  /** Text that a file must contain to be searched at all. */
  readonly mentions: RegExp;
  /** Syntax to search for, most of which the parser finds faster than our own code. */
  readonly rule: NapiConfig['rule'];
  /**
   * Condition on a node that the rule cannot express, judged by its surroundings in the file;
   * omitted: all nodes match.
   */
  readonly isMeant?: (node: SgNode) => boolean;
}

/** True if a file may contain a match, as far as can be told without parsing it. */
export function mayContainMatch(search: SyntaxSearch, file: string, text: string): boolean {
  return (
    languageIn(file) === search.language && !isExcludedFile(file) && search.mentions.test(text)
  );
}

/** Nodes of a file that are meant. */
export function* findMatchingNodes(
  { rule, isMeant }: SyntaxSearch,
  root: SgNode,
): Generator<SgNode> {
  for (const node of root.findAll({ rule })) if (isMeant?.(node) ?? true) yield node;
}

/** The same for whoever reads the files. */
export function toCodeSearch(search: SyntaxSearch): CodeSearch {
  return {
    id: search.id,
    isIn: (file, text, root) => mayContainMatch(search, file, text) && isFound(search, root),
  };
}

/** The parser stops at the first where it can say by itself what is meant. */
function isFound(search: SyntaxSearch, root: SgNode): boolean {
  const { rule, isMeant } = search;
  if (isMeant === undefined) return root.find({ rule }) !== null;
  return findMatchingNodes(search, root).next().done === false;
}
