import type { SgNode } from '@ast-grep/napi';

/** A shape that files are looked through for as they are read: those without it need not be parsed again. */
export interface CodeSearch {
  readonly id: string;
  /** Whether a file may have it; the syntax is at hand, and nothing of other files is. */
  readonly isIn: (file: string, text: string, root: SgNode) => boolean;
}

/** What files are looked through for, and by what: a version or a stamp, with which the outcome changes. */
export interface CodeSearches {
  readonly all: readonly CodeSearch[];
  readonly by: string;
}

export const NO_SEARCHES: CodeSearches = { all: [], by: '' };

/** Ids of the shapes that a file does not have. */
export function shapesMissing(
  { all }: CodeSearches,
  file: string,
  text: string,
  root: SgNode,
): readonly string[] {
  return all.flatMap(({ id, isIn }) => {
    try {
      return isIn(file, text, root) ? [] : [id];
    } catch {
      // Whoever asks for the shape meets the same error, and tells of it.
      return [];
    }
  });
}
