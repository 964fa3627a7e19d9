import { join, relative, sep } from 'node:path';
import { git, UserError } from 'perf-harness/plugin';
import type { Worktree } from './trial-worktrees.ts';

/** A file that differs between two states of a worktree. */
export interface ChangedFile {
  /** Relative to the project root, with slashes; starts with `../../` outside of it. */
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
  /** Git mode: `120000` link, `160000` other repository; of a removed file, its former mode. */
  readonly mode: string;
}

/** Installed packages are not part of a state, whether or not git ignores them. */
const WITHOUT_PACKAGES = ':(exclude,glob)**/node_modules/**';
const gitOptions = ({ top, signal }: Worktree) => ({ cwd: top, signal });

/** Stores the current files of a worktree as a git tree; returns its id. */
export async function keepState(worktree: Worktree): Promise<string> {
  const { host } = worktree;
  const args = ['add', '--all', '--', ':/', WITHOUT_PACKAGES];
  await git.gitText(host, args, gitOptions(worktree));
  return git.gitText(host, ['write-tree'], gitOptions(worktree));
}

/**
 * Restores a worktree to exactly this state: leftovers of tests, builds and measurements are
 * removed, including ignored files. Dependencies are reinstalled where they changed.
 */
export async function restoreState(worktree: Worktree, tree: string): Promise<void> {
  const { host } = worktree;
  await git.gitText(host, ['read-tree', '--reset', '-u', tree], gitOptions(worktree));
  const clean = ['clean', '--quiet', '-d', '-x', '--force', '--force', '--exclude=node_modules'];
  await git.gitText(host, clean, gitOptions(worktree));
  await worktree.provideDependencies();
}

/** Returns the files that differ between two states, by path. */
export async function changesBetween(
  worktree: Worktree,
  before: string,
  after: string,
): Promise<readonly ChangedFile[]> {
  if (before === after) return [];
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', before, after];
  const fields = (await git.gitText(worktree.host, args, gitOptions(worktree))).split('\0');
  const changes: ChangedFile[] = [];
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const [oldMode = '', newMode = '', , , status = ''] = (fields[index] ?? '').slice(1).split(' ');
    const change = status === 'A' ? 'added' : status === 'D' ? 'removed' : 'changed';
    const mode = change === 'removed' ? oldMode : newMode;
    changes.push({ path: fromProject(fields[index + 1] ?? '', worktree), change, mode });
  }
  return changes;
}

/** Lines that a change adds and removes. */
export interface PatchSize {
  readonly added: number;
  readonly removed: number;
}

/** Lines that differ between two states. */
export async function sizeBetween(
  { host, top, signal }: Worktree,
  before: string,
  after: string,
): Promise<PatchSize> {
  const args = ['diff-tree', '-r', '--numstat', '--no-renames', before, after];
  const text = await git.gitText(host, args, { cwd: top, signal });
  // For binary files, git prints `-`.
  const lines = [...text.matchAll(/^(\d+)\t(\d+)\t/gmu)];
  const sum = (at: 1 | 2): number => lines.reduce((all, line) => all + Number(line[at]), 0);
  return { added: sum(1), removed: sum(2) };
}

/** Converts a path relative to the top to a path relative to the project. */
export function fromProject(path: string, { prefix }: Pick<Worktree, 'prefix'>): string {
  if (prefix === '') return path;
  if (path.startsWith(`${prefix}/`)) return path.slice(prefix.length + 1);
  return `${'../../'.repeat(prefix.split('/').length)}${path}`;
}

/** Commits a state on top of another commit; returns its hash. */
export async function commitState(
  worktree: Worktree,
  {
    tree,
    parent,
    message,
  }: { readonly tree: string; readonly parent: string; readonly message: string },
): Promise<string> {
  const { host } = worktree;
  const args = ['commit-tree', tree, '-p', parent, '-m', message];
  const options = gitOptions(worktree);
  try {
    return await git.gitText(host, args, options);
  } catch (error) {
    if (!(error instanceof UserError) || !/identity|user\.(name|email)/iu.test(error.message)) {
      throw error;
    }
    // No identity is set in git: the tool's own name is better than lost work.
    const name = 'perf-harness';
    const email = 'perf-harness@localhost';
    const env = {
      GIT_AUTHOR_NAME: name,
      GIT_AUTHOR_EMAIL: email,
      GIT_COMMITTER_NAME: name,
      GIT_COMMITTER_EMAIL: email,
    };
    return git.gitText(host, args, { ...options, env });
  }
}

/** Returns the text of a project file in a state; null where it does not exist. */
export async function textIn(
  { host, top, root, signal }: Worktree,
  tree: string,
  path: string,
): Promise<string | null> {
  const fromTop = relative(top, join(root, path)).replaceAll(sep, '/');
  return git.gitOrNull(host, ['cat-file', 'blob', `${tree}:${fromTop}`], { cwd: top, signal });
}
