import { basename, join } from 'node:path';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import { isLfsPointer } from './git/export-commit.ts';
import type { Repository } from './git/git-repository.ts';
import { runGit, splitNulSeparated } from './git/run-git.ts';
import { isStateFolderPath } from './git/working-tree.ts';

/** Maximum number of files that a message names. */
const MAX_NAMED_FILES = 3;

/** Reports a side without the project's folder, or without a package.json that the project has. */
export function checkProjectFolder(
  host: Host,
  label: string,
  folder: string,
  projectRoot: string,
): readonly Finding[] {
  if (!host.files.isFolder(folder)) {
    return [
      projectMissing('project-missing', `${label} does not contain the folder of this project`),
    ];
  }
  const isPackage = host.files.isFile(join(projectRoot, 'package.json'));
  if (isPackage && !host.files.isFile(join(folder, 'package.json'))) {
    return [
      projectMissing('manifest-missing', `${label} has no package.json in the project folder`),
    ];
  }
  return [];
}

function projectMissing(id: string, what: string): Finding {
  return {
    id,
    level: 'error',
    message: `${what}, so it cannot be measured as another version of the same program.`,
    remedy: 'Compare with a later commit that contains the project.',
  };
}

/** Tree of a side, with the name of the side in reports. */
export interface NamedTree {
  readonly label: string;
  readonly top: string;
}

/** Rejects a tree with git-lfs pointers to files that the other has. @param paths - Differing. */
export function checkPointers(
  { files }: Host,
  tree: NamedTree,
  other: NamedTree,
  paths: readonly string[],
): readonly Finding[] {
  const isFile = (path: string): boolean =>
    files.isFile(join(other.top, path)) && !isLfsPointer(files, join(other.top, path));
  const pointers = paths.filter(
    (path) => isLfsPointer(files, join(tree.top, path)) && isFile(path),
  );
  if (pointers.length === 0) return [];
  const more =
    pointers.length > MAX_NAMED_FILES ? ` and ${pointers.length - MAX_NAMED_FILES} more` : '';
  return [
    {
      id: 'lfs-pointers',
      level: 'error',
      message: `${tree.label} has only git-lfs pointers for ${pointers.slice(0, MAX_NAMED_FILES).join(', ')}${more}, but ${other.label} has the files.`,
      remedy: 'Run "git lfs fetch --all", and unset GIT_LFS_SKIP_SMUDGE if it is set.',
    },
  ];
}

/** Side that is the commit which is checked out. */
export interface CheckedOutSide {
  /** Name of the side in reports. */
  readonly label: string;
  /** Paths from the top that are measured with uncommitted changes. */
  readonly except: readonly string[];
  /** Remedy for changes in other files. */
  readonly remedy: string;
}

/** Reports uncommitted changes, which are not measured if the head is the checked-out commit. */
export async function checkDirtyTree(
  host: Host,
  { top }: Repository,
  { label, except, remedy }: CheckedOutSide,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const args = ['status', '--porcelain=v1', '-z', '--untracked-files=normal', '--no-renames', '--'];
  const exclusions = except.map((path) => `:(top,exclude,literal)${path}`);
  const names = splitNulSeparated(
    await runGit(host, [...args, ...exclusions], { cwd: top, signal }),
  )
    .map((line) => line.slice(3))
    // To git, a link to installed packages is a file, which may not be ignored.
    .filter((name) => !isStateFolderPath(name) && basename(name) !== 'node_modules');
  if (names.length === 0) return [];
  const more = names.length > MAX_NAMED_FILES ? ` and ${names.length - MAX_NAMED_FILES} more` : '';
  const what = names.length === 1 ? 'has changed' : 'have changed';
  return [
    {
      id: 'dirty-tree',
      level: 'warning',
      message: `${names.slice(0, MAX_NAMED_FILES).join(', ')}${more} ${what} in the working tree; ${label} was measured as committed, without these changes.`,
      remedy,
    },
  ];
}

/** Difference between the files of two trees. */
export interface SourceDifference {
  /** True if no file was changed, added or removed. */
  readonly isSame: boolean;
  /** Relative paths that differ, sorted. */
  readonly paths: readonly string[];
}

/** Fingerprints of the files of a tree, by path from the top. */
export type TreeFingerprint = ReadonlyMap<string, string>;

/** Compares two trees, file by file. */
export function compareSourceTrees(a: TreeFingerprint, b: TreeFingerprint): SourceDifference {
  const all = new Set([...a.keys(), ...b.keys()]);
  const paths = [...all].filter((path) => a.get(path) !== b.get(path)).sort();
  return { isSame: paths.length === 0, paths };
}
