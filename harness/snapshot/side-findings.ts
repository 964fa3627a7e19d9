import { join } from 'node:path';
import type { Host } from '../host.ts';
import type { Finding } from '../model/finding.ts';
import type { Repository } from './repository.ts';
import { runGit, splitNames } from './run-git.ts';
import { isOwnState } from './working-tree.ts';

/** Files that are named; the others are counted. */
const NAMED = 3;

/** Whether a side has what the project has: its folder, and a package.json in it. */
export function checkProjectFolder(
  host: Host,
  label: string,
  folder: string,
  projectRoot: string,
): readonly Finding[] {
  if (!host.files.isFolder(folder)) {
    return [absent('project-missing', `${label} has no folder for this project`)];
  }
  const isPackage = host.files.isFile(join(projectRoot, 'package.json'));
  if (isPackage && !host.files.isFile(join(folder, 'package.json'))) {
    return [absent('manifest-missing', `${label} has no package.json in the project's folder`)];
  }
  return [];
}

function absent(id: string, what: string): Finding {
  return {
    id,
    level: 'error',
    message: `${what}, so it cannot be measured as another state of the same program.`,
    remedy: 'Compare with a later commit, which has it.',
  };
}

/**
 * Says what is not measured where the head is the commit that is checked out, while the working
 * tree has more than that.
 */
export async function checkDirtyTree(
  host: Host,
  { top }: Repository,
  label: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const args = ['status', '--porcelain=v1', '-z', '--untracked-files=normal', '--no-renames'];
  const names = splitNames(await runGit(host, args, { cwd: top, signal }))
    .map((line) => line.slice(3))
    .filter((name) => !isOwnState(name));
  if (names.length === 0) return [];
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const what = names.length === 1 ? 'is changed' : 'are changed';
  return [
    {
      id: 'dirty-tree',
      level: 'warning',
      message: `${names.slice(0, NAMED).join(', ')}${more} ${what} in the working tree; ${label} was measured as it is committed, without that.`,
      remedy: 'Leave the head out to measure the working tree, or commit first.',
    },
  ];
}
