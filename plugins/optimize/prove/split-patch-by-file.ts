import { parsePatchLines, readPatchedPaths } from '../strike/apply/parse-unified-diff.ts';
import type { ChangedPath } from './classify-changed-files.ts';

interface PatchSection {
  readonly text: string;
  /** Files that it names: two if it renames a file. */
  readonly files: readonly ChangedPath[];
}

export interface SplitPatch {
  /** Text before the first file: the message of a commit that git formatted; often empty. */
  readonly message: string;
  readonly sections: readonly PatchSection[];
}

const ADDED = /^(?:new file mode |--- \/dev\/null)/mu;

/** Splits a unified diff before the headers of each file. */
export function splitPatch(patch: string): SplitPatch {
  const parts: string[][] = [[]];
  // A section of git begins with a line of its own; both names follow.
  let hasNames = true;
  for (const { line, isBody } of parsePatchLines(patch)) {
    const isGit = !isBody && line.startsWith('diff --git ');
    const isPlain = !isBody && line.startsWith('--- ') && hasNames;
    if (isGit || isPlain) parts.push([]);
    if (isGit) hasNames = false;
    else if (!isBody && line.startsWith('+++ ')) hasNames = true;
    parts.at(-1)?.push(line);
  }
  const [message = '', ...sections] = parts.map((lines, index) =>
    index === parts.length - 1 ? lines.join('\n') : lines.map((line) => `${line}\n`).join(''),
  );
  return {
    message,
    sections: sections.map((text) => {
      const isNew = ADDED.test(text);
      return { text, files: readPatchedPaths(text).map(({ path }) => ({ path, isNew })) };
    }),
  };
}

/** Joins the sections whose files are all among these paths. */
export function selectSections(
  sections: readonly PatchSection[],
  paths: readonly string[],
): string {
  return sections
    .filter(({ files }) => files.every(({ path }) => paths.includes(path)))
    .map(({ text }) => text)
    .join('');
}
