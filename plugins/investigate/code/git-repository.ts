import { EXIT, type Host, git as hostGit, UserError } from 'perf-harness/plugin';
import type { CodePart, IncidentDeployment } from '../document/investigation-document.ts';

export type Commit = CodePart['commits'][number];

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

function tryGit({ host, folder, signal }: Repository, args: readonly string[]) {
  return hostGit.tryGit(host, args, { cwd: folder, signal });
}

export async function runGit(repository: Repository, ...args: readonly string[]): Promise<string> {
  const { exit, stdout, stderr, timedOut } = await tryGit(repository, args);
  if (exit.type === 'code' && exit.code === 0 && !timedOut) return stdout;
  throw new UserError({
    code: 'investigate-git',
    message: `git ${args[0]} failed in ${repository.folder}: ${stderr.trim().split('\n')[0] || 'it timed out'}.`,
    remedy:
      'Specify a repository with --repo; for a shallow clone, fetch more history: git fetch --unshallow',
    exitCode: EXIT.baseline,
  });
}

/** Output of git; null where it fails, such as for an object that is not there. */
async function gitOutput(
  repository: Repository,
  ...args: readonly string[]
): Promise<string | null> {
  const { exit, stdout } = await tryGit(repository, args);
  return exit.type === 'code' && exit.code === 0 ? stdout : null;
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
  const format = `--format=${RECORD}%H%x00%ct%x00%s%x00`;
  const limits = ['--all', `--max-count=${MOST_COMMITS}`, '--name-only', '--no-renames'];
  const text = await runGit(repository, 'log', format, ...limits);
  return text.split(RECORD).flatMap((record): readonly Commit[] => {
    const [commit, seconds, subject = '', names = ''] = record.split(FIELD);
    const at = Number(seconds) * 1000;
    if (commit === undefined || !(at >= since && at <= until)) return [];
    const files = names.split('\n').filter((name) => name !== '');
    return [{ commit, at: new Date(at).toISOString(), subject, files }];
  });
}

export async function readTaggedDeployments(
  repository: Repository,
): Promise<readonly Omit<IncidentDeployment, 'in_window'>[]> {
  const form = '%(refname:short)%00%(creatordate:unix)%00%(*objectname)%00%(objectname)';
  const args = ['--sort=creatordate', `--format=${form}`, 'refs/tags'];
  const text = await runGit(repository, 'for-each-ref', ...args);
  return text.split('\n').flatMap((line) => {
    const [name = '', seconds, peeled = '', own = ''] = line.split(FIELD);
    if (name === '' || seconds === undefined) return [];
    const at = new Date(Number(seconds) * 1000).toISOString();
    return [{ name, at, commit: peeled === '' ? own : peeled }];
  });
}

export async function hasCommit(repository: Repository, commit: string): Promise<boolean> {
  const args = ['--verify', '--quiet', '--end-of-options', `${commit}^{commit}`];
  return (await gitOutput(repository, 'rev-parse', ...args)) !== null;
}

export async function readFileAtCommit(
  repository: Repository,
  commit: string,
  path: string,
): Promise<string | null> {
  return gitOutput(repository, 'show', `${commit}:${path}`);
}

export async function listChangedFiles(
  repository: Repository,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly string[]> {
  const args = ['--name-only', '--no-renames', '-z', from, to, '--'];
  return (await runGit(repository, 'diff', ...args)).split('\0');
}

/** Paths of files that have a text in them, as a commit has them. @param globs - Of git. */
export async function findFilesWithText(
  repository: Repository,
  commit: string,
  text: string,
  globs: readonly string[],
): Promise<readonly string[]> {
  const args = ['-l', '-z', '--full-name', '-F', '-e', text, commit, '--', ...globs];
  // git fails if there is no match.
  return ((await gitOutput(repository, 'grep', ...args)) ?? '')
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
  const repository = { host, folder, signal };
  try {
    const head = await gitOutput(repository, 'rev-parse', '--verify', 'HEAD');
    return head === null ? null : repository;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
