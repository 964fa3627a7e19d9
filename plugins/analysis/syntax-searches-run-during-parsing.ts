import type { SgNode } from '@ast-grep/napi';

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
