import type { NapiConfig, SgNode } from '@ast-grep/napi';
import { type CodeSearch, type Language, languageIn } from '../analysis/index.ts';
import { isExcludedFile } from './scoring/excluded-files.ts';

/** Syntax pattern that is not a call. Each file is searched for it once, as it is read. */
export interface SyntaxSearch {
  readonly id: string;
  readonly language: Language;
  /** Text that a file must contain to be searched at all. */
  readonly mentions: RegExp;
  /** Syntax to search for, most of which the parser finds faster than our own code. */
  readonly rule: NapiConfig['rule'];
  /** Node condition the rule cannot express, by its surroundings; omitted: all nodes match. */
  readonly isMeant?: (node: SgNode) => boolean;
}

/** True if a file may contain a match, as far as can be told without parsing it. */
export function mayContainMatch(search: SyntaxSearch, file: string, text: string): boolean {
  return (
    languageIn(file) === search.language && !isExcludedFile(file) && search.mentions.test(text)
  );
}

export function* findMatchingNodes(
  { rule, isMeant }: SyntaxSearch,
  root: SgNode,
): Generator<SgNode> {
  for (const node of root.findAll({ rule })) if (isMeant?.(node) ?? true) yield node;
}

/** Converts a search to the form that the file reader takes. */
export function toCodeSearch(search: SyntaxSearch): CodeSearch {
  return {
    id: search.id,
    isIn: (file, text, root) => mayContainMatch(search, file, text) && isFound(search, root),
  };
}

/** True if the file has a match; without extra condition, the parser stops at the first one. */
function isFound(search: SyntaxSearch, root: SgNode): boolean {
  const { rule, isMeant } = search;
  if (isMeant === undefined) return root.find({ rule }) !== null;
  return findMatchingNodes(search, root).next().done === false;
}
