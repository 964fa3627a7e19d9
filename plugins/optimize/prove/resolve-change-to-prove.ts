import { EXIT, git, type Host, shortCommit, UserError } from 'perf-harness/plugin';

/** A change with the commit that it starts from. */
export interface ChangeToProve {
  /** Name for people: `uncommitted changes`, `branch faster`, `commit 1a2b3c4`, a file. */
  readonly name: string;
  /** Full hash of the commit before the change. */
  readonly base: string;
  /** Unified diff against the base, from the root of the project. */
  readonly patch: string;
  /** Description of the change by its author; empty if there is none. */
  readonly description: string;
}

/** Subject of a proof, as parsed from the command line. */
export type ProofSubject =
  /** Uncommitted and untracked changes, against the checked-out commit. */
  | { readonly type: 'working-tree' }
  /** A branch against where it left the checked-out commit, or a commit against its parent. */
  | { readonly type: 'revision'; readonly revision: string }
  /** Two revisions: `base..head`. */
  | { readonly type: 'range'; readonly base: string; readonly head: string }
  /** A unified diff against the checked-out commit. */
  | { readonly type: 'patch'; readonly name: string; readonly text: string };

interface Repository {
  readonly host: Host;
  readonly root: string;
  readonly signal: AbortSignal;
}

/** Prints whole files and binary ones, whatever the user has configured for reading. */
const DIFF = [
  'diff',
  '--binary',
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--relative',
];

/** @throws UserError for an unknown revision, and where there is no change at all. */
export async function resolveChange(
  host: Host,
  root: string,
  subject: ProofSubject,
  signal: AbortSignal,
): Promise<ChangeToProve> {
  const repository = { host, root, signal };
  switch (subject.type) {
    case 'working-tree':
      return uncommittedChange(repository);
    case 'patch': {
      const { name, text } = subject;
      return { name, base: await commitOf(repository, 'HEAD'), patch: text, description: '' };
    }
    case 'range': {
      const [base, head] = [
        await commitOf(repository, subject.base),
        await commitOf(repository, subject.head),
      ];
      return committedChange(repository, `range ${subject.base}..${subject.head}`, base, head);
    }
    case 'revision':
      return changeOfRevision(repository, subject.revision);
  }
}

async function uncommittedChange(repository: Repository): Promise<ChangeToProve> {
  const { host, root, signal } = repository;
  const base = await commitOf(repository, 'HEAD');
  const tracked = await git.gitText(host, [...DIFF, 'HEAD'], { cwd: root, signal });
  const list = ['ls-files', '--others', '--exclude-standard', '-z'];
  const untracked = (await git.gitText(host, list, { cwd: root, signal })).split('\0');
  const added: string[] = [];
  for (const path of untracked.filter((name) => name !== '')) {
    // Two files that differ: git ends with 1.
    const args = [...DIFF, '--no-index', '--', '/dev/null', path];
    added.push((await git.tryGit(host, args, { cwd: root, signal })).stdout);
  }
  const patch = [ended(tracked), ...added.map(ended)].join('');
  if (patch === '') throw noChange('There are no uncommitted changes to prove.');
  return { name: 'uncommitted changes', base, patch, description: '' };
}

/** Restores the line end that the reader of git's output removes. */
function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

async function changeOfRevision(repository: Repository, revision: string): Promise<ChangeToProve> {
  const head = await commitOf(repository, revision);
  if (await isBranch(repository, revision)) {
    const base = await forkPoint(repository, revision, head);
    return committedChange(repository, `branch ${revision}`, base, head);
  }
  const parent = await textOrNull(repository, ['rev-parse', '--verify', '--quiet', `${head}^1`]);
  if (parent === null) {
    throw noChange(
      `Commit ${shortCommit(head)} is the first of its repository: it changes nothing.`,
    );
  }
  return committedChange(repository, `commit ${shortCommit(head)}`, parent, head);
}

async function isBranch(repository: Repository, revision: string): Promise<boolean> {
  for (const place of ['refs/heads/', 'refs/remotes/']) {
    const args = ['show-ref', '--verify', '--quiet', `${place}${revision}`];
    if ((await textOrNull(repository, args)) !== null) return true;
  }
  return false;
}

/** Returns the newest common commit of a branch with the checked-out or the default branch. */
async function forkPoint(repository: Repository, name: string, head: string): Promise<string> {
  const candidates = ['HEAD', 'refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master'];
  for (const candidate of candidates) {
    const base = await textOrNull(repository, ['merge-base', candidate, head]);
    if (base !== null && base !== head) return base;
  }
  throw noChange(`Branch ${name} has no commits of its own.`);
}

async function committedChange(
  { host, root, signal }: Repository,
  name: string,
  base: string,
  head: string,
): Promise<ChangeToProve> {
  const patch = ended(await git.gitText(host, [...DIFF, base, head], { cwd: root, signal }));
  if (patch === '') throw noChange(`There is no change in ${name}.`);
  const log = ['log', '--format=%B', `${base}..${head}`];
  const description = await git.gitText(host, log, { cwd: root, signal });
  return { name, base, patch, description };
}

async function commitOf({ host, root, signal }: Repository, revision: string): Promise<string> {
  const repository = await git.findRepository(host, root, signal);
  if (repository === null) {
    throw new UserError({
      code: 'not-a-repository',
      message: `${root} is not in a git repository, so there is no state before the change.`,
      remedy: 'Run the command in the repository of the project.',
      exitCode: EXIT.usage,
    });
  }
  return git.resolveRef(host, repository, revision, signal);
}

async function textOrNull(
  { host, root, signal }: Repository,
  args: readonly string[],
): Promise<string | null> {
  return git.gitOrNull(host, args, { cwd: root, signal });
}

function noChange(message: string): UserError {
  return new UserError({
    code: 'no-change',
    message,
    remedy:
      'Edit the code first, or name a branch, a commit, a range (base..head) or a file with a unified diff.',
  });
}
