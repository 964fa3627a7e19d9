import { folderPrefix } from '../harness/model/cross-platform-paths.ts';
import type { Profile } from '../harness/model/program/profile.ts';

/** Folders of both sides, each with a slash at its end. */
export interface SideRoots {
  readonly base: string;
  readonly head: string;
}

/**
 * Guesses the project's folder on each side: `root` where a file is the same on both sides, else
 * the folders under which most files have equal names.
 */
export function guessProjectRootPerSide(
  base: readonly Profile[],
  head: readonly Profile[],
  root: string,
): SideRoots {
  const own = folderPrefix(root);
  const [bases, heads] = [projectFiles(base), projectFiles(head)];
  if (bases.some((file) => heads.includes(file))) return { base: own, head: own };
  const votes = new Map<string, { readonly roots: SideRoots; count: number }>();
  for (const base of bases) {
    for (const other of heads) {
      const roots = withoutCommonEnd(base, other);
      if (roots === null) continue;
      const key = `${roots.base}\0${roots.head}`;
      const vote = votes.get(key) ?? { roots, count: 0 };
      vote.count += 1;
      votes.set(key, vote);
    }
  }
  const [most] = [...votes.values()].sort((a, b) => b.count - a.count);
  return most?.roots ?? { base: own, head: own };
}

/** Most files of the project to consider, which is sufficient. */
const MOST_FILES = 300;

function projectFiles(profiles: readonly Profile[]): readonly string[] {
  const files = profiles.flatMap(({ functions }) =>
    functions.flatMap(({ owner, file }) =>
      owner === 'project' && file?.includes('/') ? [file] : [],
    ),
  );
  return [...new Set(files)].slice(0, MOST_FILES);
}

/** The folders in which two files lie at the same place; null: not even their names are the same. */
function withoutCommonEnd(path: string, other: string): SideRoots | null {
  const [parts, others] = [path.split('/'), other.split('/')];
  let common = 0;
  while (
    common < Math.min(parts.length, others.length) - 1 &&
    parts.at(-1 - common) === others.at(-1 - common)
  ) {
    common += 1;
  }
  if (common === 0) return null;
  return {
    base: `${parts.slice(0, -common).join('/')}/`,
    head: `${others.slice(0, -common).join('/')}/`,
  };
}
