import { join } from 'node:path';
import { git, type Host } from 'perf-harness/plugin';

/** Returns the commit, all project file changes, and git's configuration and hooks, as text. */
export async function readProjectState(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  const options = { cwd: root, signal };
  const place = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
  const repository = (await git.tryGit(host, place, options)).stdout.trim();
  const hooks = join(repository, 'hooks');
  const own = [
    join(repository, 'config'),
    ...host.files.list(hooks).map((name) => join(hooks, name)),
  ];
  const parts = [
    ['rev-parse', 'HEAD'],
    ['for-each-ref'],
    ['status', '--porcelain', '--untracked-files=all'],
    ['diff', '--no-ext-diff', 'HEAD'],
  ].map(async (args) => (await git.tryGit(host, args, options)).stdout);
  const texts = own.map((path) => `${path}\0${host.files.read(path)}`);
  return [...(await Promise.all(parts)), ...texts].join('\0');
}

/**
 * Returns all differences from the last commit in the user's own working tree as one text; empty if
 * the repository has no such tree. The worktree of a loop is separate.
 */
export async function readWorkingTreeState(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<string> {
  const list = await git.tryGit(host, ['worktree', 'list', '--porcelain'], { cwd: root, signal });
  const cwd = /^worktree (.+)$/mu.exec(list.stdout)?.[1];
  if (cwd === undefined || !host.files.isFolder(cwd)) return '';
  const parts = [
    ['status', '--porcelain', '--untracked-files=all'],
    ['diff', '--no-ext-diff', 'HEAD'],
  ].map(async (args) => (await git.tryGit(host, args, { cwd, signal })).stdout);
  return (await Promise.all(parts)).join('\0');
}
