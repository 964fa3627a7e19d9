import type { NapiConfig, SgNode } from '@ast-grep/napi';
import { type CodeSearch, type Language, languageIn } from '../analysis/index.ts';
import { isExcluded } from './judge/excluded-files.ts';

/** The shape of something that is no call. Files are looked through for it once, as they are read. */
export interface SyntaxSearch {
  readonly id: string;
  readonly language: Language;
  /** What a file must hold to be searched at all. */
  readonly mentions: RegExp;
  /** What is looked for, of which the parser finds most faster than we do. */
  readonly rule: NapiConfig['rule'];
  /** What the rule cannot say of a node, by what surrounds it in its file; left out: all are meant. */
  readonly isMeant?: (node: SgNode) => boolean;
}

/** Whether a file may hold what is looked for, as far as it need not be parsed for that. */
export function mayHold(search: SyntaxSearch, file: string, text: string): boolean {
  return languageIn(file) === search.language && !isExcluded(file) && search.mentions.test(text);
}

/** Nodes of a file that are meant. */
export function* nodesOf({ rule, isMeant }: SyntaxSearch, root: SgNode): Generator<SgNode> {
  for (const node of root.findAll({ rule })) if (isMeant?.(node) ?? true) yield node;
}

/** The same for whoever reads the files. */
export function asCodeSearch(search: SyntaxSearch): CodeSearch {
  return {
    id: search.id,
    isIn: (file, text, root) => mayHold(search, file, text) && isFound(search, root),
  };
}

/** The parser stops at the first where it can say by itself what is meant. */
function isFound(search: SyntaxSearch, root: SgNode): boolean {
  const { rule, isMeant } = search;
  if (isMeant === undefined) return root.find({ rule }) !== null;
  return nodesOf(search, root).next().done === false;
}
