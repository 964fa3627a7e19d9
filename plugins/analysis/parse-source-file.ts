import type { SgNode } from '@ast-grep/napi';
import type { FileFacts } from './extract/calls-functions-and-imports-of-source-file.ts';
import { extractJavaScriptFacts } from './extract/extract-javascript-code-structure.ts';
import { extractPythonFacts } from './extract/extract-python-code-structure.ts';
import { type CodeLanguage, detectLanguage, type Parser } from './load-parser.ts';

/**
 * Share of a file's characters that the parser could not make sense of, above which the rest is not
 * believed either. A parser that recovers finds calls in anything; new syntax costs it a line or two.
 */
const MOST_UNPARSED = 0.1;

type ParsedFile =
  | {
      readonly state: 'read';
      readonly facts: FileFacts;
      readonly root: SgNode;
      readonly language: CodeLanguage;
    }
  | { readonly state: 'skipped'; readonly reason: string };

/** Reads one file. Problems are reported in the result, never thrown. */
export async function parseFile(parser: Parser, file: string, text: string): Promise<ParsedFile> {
  const language = detectLanguage(file);
  if (language === null) return skip('the language of the file is not supported');
  if (text.includes('\0')) return skip('the file is not a text file');
  const lacks = parser.lacks(language);
  if (lacks !== null) return skip(lacks);
  const root = (await parser.parseAside(language, text)).root();
  const facts =
    language === 'Python'
      ? extractPythonFacts(file, text, root)
      : extractJavaScriptFacts(file, text, root, language !== 'JavaScript');
  if (facts.unparsed > MOST_UNPARSED * text.length) {
    const percent = Math.round((100 * facts.unparsed) / text.length);
    return skip(`${percent} % of the file could not be parsed as ${language}`);
  }
  return { state: 'read', facts, root, language };
}

function skip(reason: string): ParsedFile {
  return { state: 'skipped', reason };
}

/** Search that is run while files are read, so that files without a match are not parsed again. */
export interface CodeSearch {
  readonly id: string;
  /** True where the file may contain a match; only the syntax of this file is available. */
  readonly isIn: (file: string, text: string, root: SgNode) => boolean;
}

/** Searches to run over files; `version` changes with their outcome. */
export interface CodeSearches {
  readonly all: readonly CodeSearch[];
  readonly version: string;
}

export const NO_SEARCHES: CodeSearches = { all: [], version: '' };

/** Returns the ids of the searches without a match in a file. */
export function findUnmatchedSearches(
  { all }: CodeSearches,
  file: string,
  text: string,
  root: SgNode,
): readonly string[] {
  return all.flatMap(({ id, isIn }) => {
    try {
      return isIn(file, text, root) ? [] : [id];
    } catch {
      // The rule that runs on this file meets the same error and reports it.
      return [];
    }
  });
}
