import { join } from 'node:path';
import { EXIT, git, type Host, shortCommit, UserError } from 'perf-harness/plugin';
import type { Proof } from '../document/proof-document.ts';
import { applyPatch } from '../strike/apply/apply-patch-codemod-or-command-to-worktree.ts';
import type { Worktree } from '../strike/trial-worktrees.ts';
import type { ChangedPath } from './classify-changed-files.ts';
import { selectSections, splitPatch } from './split-patch-by-file.ts';

export interface ChangeToProve {
  readonly change: Proof['change'];
  /** Full hash of the commit before the change. */
  readonly base: string;
  /** Description of the change by its author; empty if there is none. */
  readonly description: string;
  readonly files: readonly ChangedPath[];
  /** Changed files outside the project, from the top of the repository. */
  readonly outside: readonly string[];
  /** Writes files of a worktree as they are after the change; returns why it could not, or null. */
  readonly write: (worktree: Worktree, paths: readonly string[]) => Promise<string | null>;
}

/** Subject of a proof, as parsed from the command line. */
export type ProofSubject =
  /** Uncommitted and untracked changes, against the checked-out commit. */
  | { readonly type: 'working-tree' }
  /** A branch against where it left the checked-out commit, or a commit against its parent. */
  | { readonly type: 'revision'; readonly revision: string }
  /** Two revisions; from their merge base for three dots: `base...head`. */
  | {
      readonly type: 'range';
      readonly base: string;
      readonly head: string;
      readonly dots: '..' | '...';
    }
  /** A unified diff against the checked-out commit. */
  | { readonly type: 'patch'; readonly name: string; readonly text: string };

interface Repository {
  readonly host: Host;
  /** The project, absolute. */
  readonly root: string;
  /** From the top of the repository to the project, with a slash at the end unless empty. */
  readonly prefix: string;
  readonly isShallow: boolean;
  readonly commitOf: (revision: string) => Promise<string>;
  readonly text: (args: readonly string[]) => Promise<string>;
  readonly textOrNull: (args: readonly string[]) => Promise<string | null>;
}

/** @throws UserError for an unknown revision, and where there is no change at all. */
export async function resolveChange(
  host: Host,
  root: string,
  subject: ProofSubject,
  signal: AbortSignal,
): Promise<ChangeToProve> {
  const repository = await openRepository(host, root, signal);
  const { commitOf } = repository;
  switch (subject.type) {
    case 'working-tree':
      return uncommittedChange(repository);
    case 'patch':
      return patchedChange(repository, subject.name, subject.text);
    case 'range': {
      const [start, head] = [await commitOf(subject.base), await commitOf(subject.head)];
      const name = `${subject.base}${subject.dots}${subject.head}`;
      const base = subject.dots === '..' ? start : await mergeBase(repository, start, head, name);
      return committedChange(repository, { type: 'range', name }, base, head);
    }
    case 'revision':
      return changeOfRevision(repository, subject.revision);
  }
}

async function openRepository(host: Host, root: string, signal: AbortSignal): Promise<Repository> {
  const found = await git.findRepository(host, root, signal);
  if (found === null) {
    throw new UserError({
      code: 'not-a-repository',
      message: `${root} is not in a git repository, so there is no state before the change.`,
      remedy: 'Run the command in the repository of the project.',
      exitCode: EXIT.usage,
    });
  }
  const options = { cwd: root, signal };
  return {
    host,
    root,
    prefix: await git.gitText(host, ['rev-parse', '--show-prefix'], options),
    isShallow: found.isShallow,
    commitOf: (revision) => git.resolveRef(host, found, revision, signal),
    text: (args) => git.gitText(host, args, options),
    textOrNull: (args) => git.gitOrNull(host, args, options),
  };
}

/** Data of tools, which a repository may not ignore, is no change of the program. */
const PATHSPECS = [
  '--',
  ':/',
  ':(top,exclude,glob)**/node_modules/**',
  ':(top,exclude,glob)**/.perf-harness/**',
  ':(top,exclude,glob)**/.optimization/**',
];
const NAME_STATUS = ['--no-renames', '--no-ext-diff', '--ignore-submodules', '--name-status', '-z'];

interface Changes {
  readonly files: readonly ChangedPath[];
  readonly outside: readonly string[];
  /** Files that the change removes, from the root of the project. */
  readonly removed: ReadonlySet<string>;
}

/** Splits the output of `--name-status -z`, whose paths start at the top of the repository. */
function readChanges(text: string, prefix: string): Changes {
  const fields = text.split('\0');
  const changes = fields.flatMap((status, index) => {
    const path = fields[index + 1];
    return index % 2 === 0 && path !== undefined ? [{ path, status }] : [];
  });
  const inProject = changes
    .filter(({ path }) => path.startsWith(prefix))
    .map(({ path, status }) => ({ path: path.slice(prefix.length), status }));
  return {
    files: inProject.map(({ path, status }) => ({ path, isNew: status === 'A' })),
    outside: changes.filter(({ path }) => !path.startsWith(prefix)).map(({ path }) => path),
    removed: new Set(inProject.filter(({ status }) => status === 'D').map(({ path }) => path)),
  };
}

async function uncommittedChange(repository: Repository): Promise<ChangeToProve> {
  const { host, root, prefix, text, commitOf } = repository;
  const base = await commitOf('HEAD');
  const tracked = readChanges(await text(['diff', ...NAME_STATUS, 'HEAD', ...PATHSPECS]), prefix);
  const list = ['ls-files', '--others', '--exclude-standard', '--full-name', '-z', ...PATHSPECS];
  // Nested repositories end with a slash.
  const untracked = (await text(list)).split('\0').filter((path) => /[^/]$/u.test(path));
  const added = readChanges(untracked.map((path) => `A\0${path}\0`).join(''), prefix);
  const files = [...tracked.files, ...added.files];
  const outside = [...tracked.outside, ...added.outside];
  if (files.length + outside.length === 0) {
    throw noChange('There are no uncommitted changes to prove.');
  }
  const write: ChangeToProve['write'] = async (worktree, paths) => {
    for (const path of paths) {
      const [from, to] = [join(root, path), join(worktree.root, path)];
      if (host.files.isLink(from)) return `${path} is a symbolic link`;
      if (host.files.isFile(from)) host.files.copy(from, to);
      else host.files.remove(to);
    }
    return null;
  };
  return { change: { type: 'working-tree' }, base, description: '', files, outside, write };
}

async function patchedChange(
  { commitOf }: Repository,
  name: string,
  patch: string,
): Promise<ChangeToProve> {
  const { message, sections } = splitPatch(patch);
  const files = sections.flatMap((section) => section.files);
  const write: ChangeToProve['write'] = (worktree, paths) =>
    applyPatch(worktree, selectSections(sections, paths));
  const base = await commitOf('HEAD');
  return { change: { type: 'patch', name }, base, description: message, files, outside: [], write };
}

async function changeOfRevision(repository: Repository, revision: string): Promise<ChangeToProve> {
  const { commitOf, textOrNull, isShallow } = repository;
  const head = await commitOf(revision);
  const full = await textOrNull([
    'rev-parse',
    '--symbolic-full-name',
    '--end-of-options',
    revision,
  ]);
  const name = /^refs\/(?:heads|remotes)\/(.+)$/u.exec(full?.split('\n').at(-1) ?? '')?.[1];
  // HEAD stands for a commit, although it is a branch too.
  if (name !== undefined && revision !== 'HEAD' && revision !== '@') {
    const base = await forkPoint(repository, name, head);
    return committedChange(repository, { type: 'branch', name }, base, head);
  }
  const parent = await textOrNull(['rev-parse', '--verify', '--quiet', `${head}^1`]);
  if (parent === null) {
    throw isShallow
      ? shallowError(`The parent of commit ${shortCommit(head)}`)
      : noChange(`Commit ${shortCommit(head)} is the first of its repository: it changes nothing.`);
  }
  const change = { type: 'commit', name: shortCommit(head) } as const;
  return committedChange(repository, change, parent, head);
}

/**
 * Returns the newest common commit of a branch with the checked-out or the default branch, else with
 * the nearest other branch.
 */
async function forkPoint(
  { textOrNull, isShallow }: Repository,
  name: string,
  head: string,
): Promise<string> {
  const candidates = ['HEAD', 'refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master'];
  for (const candidate of candidates) {
    const base = await textOrNull(['merge-base', candidate, head]);
    if (base !== null && base !== head) return base;
  }
  const nearest = await findNearestForkPoint(textOrNull, head);
  if (nearest !== null) return nearest;
  if (isShallow) throw shallowError(`The commit where branch ${name} began`);
  throw noChange(`Branch ${name} has no commits that the default branch lacks.`);
}

/** Maximum number of branches that are compared, those with the newest commits first. */
const MOST_BRANCHES = 30;

/** Returns the common commit with another branch that the fewest commits follow. */
async function findNearestForkPoint(
  textOrNull: Repository['textOrNull'],
  head: string,
): Promise<string | null> {
  const list = ['for-each-ref', `--count=${MOST_BRANCHES}`, '--sort=-committerdate'];
  const refs = await textOrNull([...list, '--format=%(refname)', 'refs/heads', 'refs/remotes']);
  let nearest: { readonly base: string; readonly distance: number } | null = null;
  for (const ref of refs?.split('\n').filter((line) => line !== '') ?? []) {
    const base = await textOrNull(['merge-base', ref, head]);
    if (base === null || base === head) continue;
    const distance = Number(await textOrNull(['rev-list', '--count', `${base}..${head}`]));
    if (nearest === null || distance < nearest.distance) nearest = { base, distance };
  }
  return nearest?.base ?? null;
}

async function mergeBase(
  { textOrNull, isShallow }: Repository,
  base: string,
  head: string,
  name: string,
): Promise<string> {
  const found = await textOrNull(['merge-base', base, head]);
  if (found !== null) return found;
  throw isShallow
    ? shallowError(`The merge base of ${name}`)
    : noChange(`The two sides of ${name} have no commit in common.`);
}

async function committedChange(
  { text, prefix }: Repository,
  change: Proof['change'],
  base: string,
  head: string,
): Promise<ChangeToProve> {
  const { files, outside, removed } = readChanges(
    await text(['diff', ...NAME_STATUS, base, head, ...PATHSPECS]),
    prefix,
  );
  if (files.length + outside.length === 0) {
    throw noChange(`${'name' in change ? change.name : 'The change'} changes no files.`);
  }
  const description = await text(['log', '--format=%B', `${base}..${head}`]);
  const write: ChangeToProve['write'] = async (worktree, paths) => {
    const { host, top, root, signal } = worktree;
    for (const path of paths) if (removed.has(path)) host.files.remove(join(root, path));
    const present = paths.filter((path) => !removed.has(path)).map((path) => `${prefix}${path}`);
    if (present.length === 0) return null;
    const checkout = ['checkout', '--quiet', head, '--pathspec-from-file=-', '--pathspec-file-nul'];
    const { exit, stderr } = await git.tryGit(host, ['--literal-pathspecs', ...checkout], {
      cwd: top,
      signal,
      stdin: present.join('\0'),
    });
    return exit.type === 'code' && exit.code === 0 ? null : stderr.trim();
  };
  return { change, base, description, files, outside, write };
}

function shallowError(what: string): UserError {
  return new UserError({
    code: 'shallow-clone',
    message: `${what} is not in this shallow clone.`,
    remedy: 'Fetch the full history with git fetch --unshallow.',
    exitCode: EXIT.baseline,
  });
}

function noChange(message: string): UserError {
  return new UserError({
    code: 'no-change',
    message,
    remedy:
      'Edit the code first, or name a branch, a commit, a range (base..head) or a file with a unified diff.',
  });
}
