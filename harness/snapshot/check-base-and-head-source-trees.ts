import { basename, join } from 'node:path';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { isLfsPointer } from './git/export-commit.ts';
import type { Repository } from './git/git-repository.ts';
import { runGit, splitNulSeparated } from './git/run-git.ts';
import { isStateFolderPath } from './git/working-tree.ts';

/** Files that are named; the others are counted. */
const NAMED = 3;

/** Reports a side without the project's folder, or without a package.json that the project has. */
export function checkProjectFolder(
  host: Host,
  label: string,
  folder: string,
  projectRoot: string,
): readonly Finding[] {
  if (!host.files.isFolder(folder)) {
    return [absent('project-missing', `${label} does not contain the folder of this project`)];
  }
  const isPackage = host.files.isFile(join(projectRoot, 'package.json'));
  if (isPackage && !host.files.isFile(join(folder, 'package.json'))) {
    return [absent('manifest-missing', `${label} has no package.json in the project folder`)];
  }
  return [];
}

function absent(id: string, what: string): Finding {
  return {
    id,
    level: 'error',
    message: `${what}, so it cannot be measured as another version of the same program.`,
    remedy: 'Compare with a later commit that contains the project.',
  };
}

/** A side's tree, and how reports name the side. */
export interface NamedTree {
  readonly label: string;
  readonly top: string;
}

/** Rejects a side with git-lfs pointers for the other's files. @param paths - Differing paths. */
export function checkPointers(
  { files }: Host,
  own: NamedTree,
  other: NamedTree,
  paths: readonly string[],
): readonly Finding[] {
  const isFile = (path: string): boolean =>
    files.isFile(join(other.top, path)) && !isLfsPointer(files, join(other.top, path));
  const pointers = paths.filter((path) => isLfsPointer(files, join(own.top, path)) && isFile(path));
  if (pointers.length === 0) return [];
  const more = pointers.length > NAMED ? ` and ${pointers.length - NAMED} more` : '';
  return [
    {
      id: 'lfs-pointers',
      level: 'error',
      message: `${own.label} has only git-lfs pointers for ${pointers.slice(0, NAMED).join(', ')}${more}, but ${other.label} has the files.`,
      remedy: 'Run "git lfs fetch --all", and unset GIT_LFS_SKIP_SMUDGE if it is set.',
    },
  ];
}

/** A commit that is measured while it is checked out. */
export interface CheckedOut {
  /** Name of the side in reports. */
  readonly label: string;
  /** Paths from the top that are measured as the working tree has them. */
  readonly except: readonly string[];
  /** Remedy for the other files. */
  readonly remedy: string;
}

/** Reports uncommitted files, which are not measured where the head is the checked-out commit. */
export async function checkDirtyTree(
  host: Host,
  { top }: Repository,
  { label, except, remedy }: CheckedOut,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const args = ['status', '--porcelain=v1', '-z', '--untracked-files=normal', '--no-renames', '--'];
  const left = except.map((path) => `:(top,exclude,literal)${path}`);
  const names = splitNulSeparated(await runGit(host, [...args, ...left], { cwd: top, signal }))
    .map((line) => line.slice(3))
    // Installed packages are measured; a link to them is a file to git, and may not be ignored.
    .filter((name) => !isStateFolderPath(name) && basename(name) !== 'node_modules');
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const what = names.length === 1 ? 'has changed' : 'have changed';
  return [
    {
      id: 'dirty-tree',
      level: 'warning',
      message: `${names.slice(0, NAMED).join(', ')}${more} ${what} in the working tree; ${label} was measured as committed, without these changes.`,
      remedy,
    },
  ];
}
