import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { Finding } from '../../model/finding.ts';
import { shortCommit } from '../../model/short-commit.ts';
import { findRepository, type Repository } from './git-repository.ts';
import { gitErrorText, isSuccessful, runGit, splitNulSeparated, tryGit } from './run-git.ts';

/** Submodule: a commit that is recorded under a path instead of files. */
interface Submodule {
  readonly path: string;
  readonly commit: string;
}

/** Start of a pointer to a file that git-lfs stores elsewhere (git-lfs, docs/spec.md). */
const LFS_POINTER = 'version https://git-lfs.github.com/spec/';

/** True if a file is only a pointer to one that git-lfs stores elsewhere. */
export function isLfsPointer(files: Pick<Host['files'], 'readEnds'>, path: string): boolean {
  return files.readEnds(path, LFS_POINTER.length)?.head === LFS_POINTER;
}

/**
 * Writes the files of a commit into a folder, as a checkout with the settings and filters of the
 * repository would, sparse or not. The worktree, branch and index of the repository are not
 * touched: a temporary index next to the folder is used and removed.
 * @param target - Existing empty folder.
 * @returns Problems, such as submodules that were never fetched. Level `error`: git could not write
 * the commit, and some of its files are missing.
 */
export async function exportCommit(
  host: Host,
  repository: Repository,
  commit: string,
  target: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const index = `${target}.index`;
  const options = { cwd: target, env: { GIT_INDEX_FILE: index }, signal };
  const locations = [`--git-dir=${repository.gitDir}`, `--work-tree=${target}`];
  const git = (args: readonly string[]) => runGit(host, [...locations, ...args], options);
  try {
    const flags = ['--reset', '-u', '--no-sparse-checkout', '--no-recurse-submodules'];
    const written = await tryGit(host, [...locations, 'read-tree', ...flags, commit], options);
    if (!isSuccessful(written)) return [notWritten(commit, gitErrorText(written, target))];
    const findings: Finding[] = [];
    const pointers = splitNulSeparated(
      await git(['ls-files', '-z', '--', ':(attr:filter=lfs)']),
    ).filter((path) => isLfsPointer(host.files, join(target, path)));
    if (pointers.length > 0) findings.push(lfsPointers(pointers));
    for (const submodule of submodulesOf(await git(['ls-files', '-z', '--stage']))) {
      findings.push(...(await exportSubmodule(host, repository, submodule, target, signal)));
    }
    return findings;
  } finally {
    host.files.remove(index);
    host.files.remove(`${index}.lock`);
  }
}

/** Parses the entries of mode 160000 in the output of `git ls-files --stage -z`. */
function submodulesOf(listing: string): readonly Submodule[] {
  return splitNulSeparated(listing).flatMap((line) => {
    const [, commit, path] = /^160000 ([0-9a-f]+) 0\t(.+)$/su.exec(line) ?? [];
    return commit === undefined || path === undefined ? [] : [{ commit, path }];
  });
}

async function exportSubmodule(
  host: Host,
  outer: Repository,
  { path, commit }: Submodule,
  target: string,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const folder = join(outer.top, path);
  const repository = host.files.isFolder(folder)
    ? await findRepository(host, folder, signal)
    : null;
  if (repository === null || repository.top === outer.top) return [missing(path, commit)];
  const known = await tryGit(host, ['cat-file', '-e', `${commit}^{commit}`], {
    cwd: folder,
    signal,
  });
  // An error, since the other side may have the files of another commit.
  if (!isSuccessful(known)) return [{ ...missing(path, commit), level: 'error' }];
  const inner = join(target, path);
  host.files.makeFolder(inner);
  return exportCommit(host, repository, commit, inner, signal);
}

/** Finding about a failed filter, or a blob of a partial clone that the server does not provide. */
function notWritten(commit: string, gitError: string): Finding {
  return {
    id: 'checkout-failed',
    level: 'error',
    message: `git could not check out commit ${shortCommit(commit)}${gitError}`,
    remedy:
      'Check out that commit in a clone of the repository, and fix the error that git reports.',
  };
}

function missing(path: string, commit: string): Finding {
  return {
    id: 'submodule-missing',
    level: 'warning',
    message: `the submodule ${path} is empty in the snapshot: its commit ${shortCommit(commit)} was not fetched.`,
    remedy: 'Run "git submodule update --init" with that commit checked out, and compare again.',
  };
}

function lfsPointers(paths: readonly string[]): Finding {
  const [first = ''] = paths;
  const others = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return {
    id: 'lfs-pointers',
    level: 'warning',
    message: `The snapshot has only a git-lfs pointer for ${first}${others}: the file contents are missing.`,
    remedy:
      'If the measured code reads these files, install git-lfs and run "git lfs fetch --all".',
  };
}
