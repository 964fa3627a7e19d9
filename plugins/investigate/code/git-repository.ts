import { EXIT, type Host, git as hostGit, UserError } from 'perf-harness/plugin';
import type { CodePart, IncidentDeployment } from '../document/investigation-document.ts';

export type Commit = CodePart['commits'][number];

/** Repository in which git commands run. */
export interface Repository {
  readonly host: Host;
  /** Absolute. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Most commits and deployments examined; a busy repository has a few hundred a day. */
const MOST_COMMITS = 2_000;
const FIELD = '\u0000';
const RECORD = '\u0001';

/** Runs git and returns its output. @throws UserError where it fails. */
export async function runGit(
  { host, folder, signal }: Repository,
  ...args: readonly string[]
): Promise<string> {
  const { exit, stdout, stderr, timedOut } = await hostGit.tryGit(host, args, {
    cwd: folder,
    signal,
  });
  if (exit.type === 'code' && exit.code === 0 && !timedOut) return stdout;
  throw new UserError({
    code: 'investigate-git',
    message: `git ${args[0]} failed in ${folder}: ${stderr.trim().split('\n')[0] || 'it timed out'}.`,
    remedy:
      'Specify a repository with --repo; for a shallow clone, fetch more history: git fetch --unshallow',
    exitCode: EXIT.baseline,
  });
}

/**
 * Commits by commit time in UTC, newest first. `git log --since` stops at the first older commit,
 * which may hide newer ones after a rebase, so times are filtered here.
 */
export async function listCommits(
  repository: Repository,
  since: number,
  until: number,
): Promise<readonly Commit[]> {
  const text = await runGit(
    repository,
    'log',
    '--all',
    `--max-count=${MOST_COMMITS}`,
    `--format=${RECORD}%H%x00%ct%x00%s%x00`,
    '--name-only',
    '--no-renames',
  );
  return text.split(RECORD).flatMap((record): readonly Commit[] => {
    const [commit, seconds, subject = '', names = ''] = record.split(FIELD);
    const at = Number(seconds) * 1000;
    if (commit === undefined || !(at >= since && at <= until)) return [];
    const files = names.split('\n').filter((name) => name !== '');
    return [{ commit, at: new Date(at).toISOString(), subject, files }];
  });
}

/** Tags as deployments, by the time that each was made. */
export async function readTaggedDeployments(
  repository: Repository,
): Promise<readonly Omit<IncidentDeployment, 'in_window'>[]> {
  const form = '%(refname:short)%00%(creatordate:unix)%00%(*objectname)%00%(objectname)';
  const text = await runGit(
    repository,
    'for-each-ref',
    '--sort=creatordate',
    `--format=${form}`,
    'refs/tags',
  );
  return text.split('\n').flatMap((line) => {
    const [name = '', seconds, peeled = '', own = ''] = line.split(FIELD);
    if (name === '' || seconds === undefined) return [];
    return [
      {
        name,
        at: new Date(Number(seconds) * 1000).toISOString(),
        commit: peeled === '' ? own : peeled,
      },
    ];
  });
}

export async function hasCommit(
  { host, folder, signal }: Repository,
  commit: string,
): Promise<boolean> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
  const { exit } = await hostGit.tryGit(host, args, { cwd: folder, signal });
  return exit.type === 'code' && exit.code === 0;
}

/** Returns the text of a file in a commit; null if the commit does not have it. */
export async function readFileAtCommit(
  repository: Repository,
  commit: string,
  path: string,
): Promise<string | null> {
  const { host, folder, signal } = repository;
  const { exit, stdout } = await hostGit.tryGit(host, ['show', `${commit}:${path}`], {
    cwd: folder,
    signal,
  });
  return exit.type === 'code' && exit.code === 0 ? stdout : null;
}

/** Paths of files that have a text in them, as a commit has them. @param globs - Of git. */
export async function findFilesWithText(
  { host, folder, signal }: Repository,
  commit: string,
  text: string,
  globs: readonly string[],
): Promise<readonly string[]> {
  const args = ['grep', '-l', '-z', '--full-name', '-F', '-e', text, commit, '--', ...globs];
  const { exit, stdout } = await hostGit.tryGit(host, args, { cwd: folder, signal });
  // The exit code is 1 if there is no match.
  if (exit.type !== 'code' || exit.code !== 0) return [];
  return stdout
    .split('\0')
    .filter((name) => name !== '')
    .map((name) => name.slice(commit.length + 1));
}

/** Opens the repository of a folder; null if it is in none, or git is missing. */
export async function openRepository(
  host: Host,
  folder: string,
  signal: AbortSignal,
): Promise<Repository | null> {
  try {
    const { exit } = await hostGit.tryGit(host, ['rev-parse', '--verify', 'HEAD'], {
      cwd: folder,
      signal,
    });
    return exit.type === 'code' && exit.code === 0 ? { host, folder, signal } : null;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
