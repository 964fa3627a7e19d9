import { join } from 'node:path';
import { copyTree } from '../host/folder-tree-operations.ts';
import type { Host } from '../host.ts';
import { UserError } from '../model/user-error.ts';
import { parentFolder } from '../packages/workspace-package-folders.ts';
import { copyIgnoredFiles } from './copy-ignored-files.ts';
import { linkDependencies } from './dependencies/link-dependencies.ts';
import { exportCommit } from './git/export-commit.ts';
import { noRepository } from './git/git-repository.ts';
import { locateProject } from './locate-project-and-open-source-tree.ts';

/** Copy of a project. */
export interface ProjectCopy {
  /** Folder that was copied: the top of its repository, else the project; absolute. */
  readonly extent: string;
  /** Top of the copy; absolute. */
  readonly top: string;
  /** From either top to the project. */
  readonly prefix: string;
  /** Folder of the project in the copy, absolute. */
  readonly root: string;
}

/**
 * Copies a project with uncommitted changes, installed packages, and those ignored files that a run
 * may need.
 * @param top - Created for the copy.
 * @param commit - Commit whose files replace those on disk; installed packages stay.
 * @throws UserError if git cannot write the files of the commit.
 */
export async function copyProject(
  host: Host,
  root: string,
  top: string,
  signal: AbortSignal,
  commit: string | null = null,
): Promise<ProjectCopy> {
  const location = await locateProject(host, root, signal);
  const { extent, prefix, repository } = location;
  const { files: paths } = await location.readTree();
  host.files.makeFolder(top);
  if (commit === null) await copyTree(extent, top, paths, signal);
  else {
    if (repository === null) throw noRepository(root);
    const problems = await exportCommit(host, repository, commit, top, signal);
    const broken = problems.find(({ level }) => level === 'error');
    if (broken !== undefined) throw new UserError({ code: broken.id, ...broken });
  }
  if (repository !== null) await copyIgnoredFiles(host, repository.top, top, signal);
  const packages = paths.filter((path) => /(?:^|\/)package\.json$/.test(path)).map(parentFolder);
  const folders = [...new Set(['', prefix, ...packages])];
  await linkDependencies({ from: extent, to: top, folders }, signal);
  return { extent, top, prefix, root: join(top, prefix) };
}
