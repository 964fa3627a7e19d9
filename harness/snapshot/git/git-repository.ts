import { dirname, join } from 'node:path';
import { resolveRealPath } from '../../host/folder-tree-operations.ts';
import type { Host } from '../../host.ts';
import { EXIT } from '../../model/exit-code.ts';
import { shellQuote } from '../../model/shell-quote.ts';
import { UserError } from '../../model/user-error.ts';
import { isSuccessful, tryGit } from './run-git.ts';

export interface Repository {
  /** Top of the working tree, absolute, links resolved. */
  readonly top: string;
  /** Folder of git's data: that of the worktree if it is a linked worktree. */
  readonly gitDir: string;
  readonly isShallow: boolean;
  /** Folder of the objects. */
  readonly objects: string;
  /** Hash algorithm of the objects: `sha1` or `sha256`. */
  readonly objectFormat: string;
  /** File with the commits at which a shallow history ends; it need not exist. */
  readonly shallowFile: string;
}

/** Returns the repository that contains a folder; null if there is no repository or no git. */
export async function findRepository(
  host: Host,
  folder: string,
  signal: AbortSignal,
): Promise<Repository | null> {
  const facts = ['--show-toplevel', '--absolute-git-dir', '--is-shallow-repository'];
  const paths = ['--path-format=absolute', '--git-path', 'objects', '--git-path', 'shallow'];
  const args = ['rev-parse', ...facts, '--show-object-format', ...paths];
  const result = await tryGit(host, args, { cwd: folder, signal });
  if (!isSuccessful(result)) {
    // The top of the repository, which the remedy needs, is only in git's message.
    const refused = /dubious ownership in repository at '(.*)'$/mu.exec(result.stderr);
    if (refused !== null) throw notTrusted(folder, refused[1] ?? folder);
    return null;
  }
  const [top = '', gitDir = '', shallow, objectFormat = '', objects = '', shallowFile = ''] =
    result.stdout.trimEnd().split('\n');
  const isShallow = shallow === 'true';
  return {
    top: resolveRealPath(top) ?? top,
    gitDir,
    isShallow,
    objects,
    objectFormat,
    shallowFile,
  };
}

/** Creates the error for a commit outside of any repository, which counts as a missing side. */
export function noRepository(folder: string): UserError {
  return new UserError({
    code: 'not-a-repository',
    message: `${folder} is not in a git repository, so it has no commits to compare with.`,
    remedy:
      'Specify a folder, a record or a baseline to compare with, or run the command in a repository.',
    exitCode: EXIT.baseline,
  });
}

function notTrusted(folder: string, top: string): UserError {
  return new UserError({
    code: 'repository-not-trusted',
    message: `git refuses to read the repository of ${folder} because it belongs to another user.`,
    remedy: `Allow it: git config --global --add safe.directory ${shellQuote(top)}`,
  });
}

/** Returns the top folder of a folder's repository; null outside of one. */
export function findRepositoryTop(files: Host['files'], folder: string): string | null {
  for (let at = folder; ; at = dirname(at)) {
    // In a linked worktree, `.git` is a file.
    if (files.isFolder(join(at, '.git')) || files.isFile(join(at, '.git'))) return at;
    if (dirname(at) === at) return null;
  }
}
