import { join } from 'node:path';
import { type Finding, git, type Host, worktrees } from 'perf-harness/plugin';

/** Separate worktree in which changes are tried. */
export interface Worktree {
  readonly host: Host;
  readonly signal: AbortSignal;
  /** Absolute top folder of the worktree. */
  readonly top: string;
  /** Absolute root of the project within it. */
  readonly root: string;
  /** Path from the top to the project, with slashes; empty if they are the same. */
  readonly prefix: string;
  /** Installs the dependencies of the current lockfiles, if these changed. */
  readonly provideDependencies: () => Promise<void>;
}

/** Project and starting point of a run's worktrees. */
export interface WorktreesRequest {
  /** The project that the user works in, absolute. */
  readonly root: string;
  readonly slug: string;
  /** From 1. */
  readonly cycle: number;
  /** Commit or branch that the run starts from. Default: the checked-out commit. */
  readonly start?: string | undefined;
  readonly signal: AbortSignal;
}

/** Worktrees of one run. They share only objects and new branches with the user's repository. */
export interface Worktrees {
  /** Full hash of the commit that all worktrees start from. */
  readonly start: string;
  /** Branch for the run's commits; created with the first of them. */
  readonly branch: string;
  /** Way of creation: by `git worktree`, or as clones that borrow the objects if that fails. */
  readonly mode: 'worktree' | 'clone';
  readonly findings: readonly Finding[];
  /** Opens a worktree at the start; it is created on the first request. */
  readonly open: (name: string) => Promise<Worktree>;
  /** Puts the branch at a commit that was made in a worktree. */
  readonly setBranch: (worktree: Worktree, commit: string) => Promise<void>;
  /** Deletes the branch, if it exists, with the commits of the run. */
  readonly dropBranch: () => Promise<void>;
  /** Removes every worktree; the branch stays. Never throws for missing worktrees. */
  readonly close: () => Promise<void>;
}

const NEVER = new AbortController().signal;

/**
 * Opens the worktrees of a run in the cache folder, and removes those left by killed runs of this
 * repository.
 * @throws UserError where the folder is in no git repository, or the start is no commit of it.
 */
export async function openWorktrees(host: Host, request: WorktreesRequest): Promise<Worktrees> {
  const { root, signal } = request;
  const { repository, prefix } = await findRepository(host, root, signal);
  const ref = `${request.start ?? 'HEAD'}^{commit}`;
  const args = ['rev-parse', '--verify', '--end-of-options', ref];
  const start = await git.gitText(host, args, { cwd: root, signal });
  await removeAbandonedWorktrees(host, repository, signal);
  const branch = await findFreeBranch(host, request, repository);
  const folder = worktrees.claimWorktreeFolder(host);
  const findings: Finding[] = [];
  const opened = new Map<string, Promise<Worktree>>();
  const context: WorktreesContext = { host, repository, prefix, start, folder, signal, findings };
  let mode: Worktrees['mode'] = 'worktree';

  const create = async (name: string): Promise<Worktree> => {
    const top = join(folder, name);
    if (mode === 'worktree' && !(await addWorktree(context, top))) mode = 'clone';
    if (mode === 'clone') await addClone(context, top);
    return prepareWorktree(context, top);
  };
  return {
    start,
    branch,
    get mode() {
      return mode;
    },
    findings,
    open: (name) => {
      const worktree = opened.get(name) ?? create(name);
      opened.set(name, worktree);
      return worktree;
    },
    setBranch: async ({ top }, commit) => {
      const ref = `refs/heads/${branch}`;
      await git.gitText(host, ['update-ref', ref, commit], { cwd: top, signal });
      if (mode === 'worktree') return;
      const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', top];
      await git.gitText(host, [...fetch, `+${ref}:${ref}`], { cwd: repository, signal });
    },
    dropBranch: async () => {
      await git.gitText(host, ['update-ref', '-d', `refs/heads/${branch}`], {
        cwd: repository,
        signal,
      });
    },
    close: async () => {
      await Promise.allSettled(opened.values());
      await removeWorktrees(host, repository, folder);
    },
  };
}

/** Returns the top of a project's repository, and the path from there to the project. */
export async function findRepository(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<{ readonly repository: string; readonly prefix: string }> {
  const args = ['rev-parse', '--show-toplevel', '--show-prefix'];
  const text = await git.gitText(host, args, { cwd: root, signal });
  const [repository = '', prefix = ''] = text.split('\n');
  return { repository, prefix: prefix.replace(/\/$/u, '') };
}

interface WorktreesContext {
  readonly host: Host;
  readonly repository: string;
  readonly prefix: string;
  readonly start: string;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly findings: Finding[];
}

async function addWorktree(context: WorktreesContext, top: string): Promise<boolean> {
  const { host, repository, start, signal } = context;
  const args = ['worktree', 'add', '--quiet', '--detach', top, start];
  if ((await git.gitOrNull(host, args, { cwd: repository, signal })) !== null) return true;
  host.files.remove(top);
  context.findings.push({
    id: 'worktree-replaced',
    level: 'warning',
    message: 'git could not add a worktree to the repository; the run uses a clone instead.',
    remedy: 'Check the output of `git worktree list` and `git worktree prune`.',
  });
  return false;
}

/** Borrows the objects of the repository, so that it takes no more room than a worktree. */
async function addClone(
  { host, repository, start, signal }: WorktreesContext,
  top: string,
): Promise<void> {
  const options = { cwd: repository, signal };
  await git.gitText(
    host,
    ['clone', '--quiet', '--shared', '--no-checkout', repository, top],
    options,
  );
  await git.gitText(host, ['checkout', '--quiet', '--detach', start], { cwd: top, signal });
}

async function prepareWorktree(context: WorktreesContext, top: string): Promise<Worktree> {
  const { host, repository, prefix, signal, findings } = context;
  const root = join(top, prefix);
  /** Lockfiles whose packages are installed; null: none are. */
  let installedFor: string | null = null;
  const worktree: Worktree = {
    host,
    signal,
    top,
    root,
    prefix,
    provideDependencies: async () => {
      const lockfiles = lockText(host, root) + lockText(host, top);
      if (lockfiles === installedFor) return;
      if (installedFor !== null) removeInstalled(host, top);
      const request = { repository, worktree: top, prefix, signal };
      findings.push(...(await worktrees.provideWorktreeDependencies(host, request)));
      installedFor = lockfiles;
    },
  };
  await worktree.provideDependencies();
  return worktree;
}

/** Files that determine the installed packages. */
export const LOCKFILES = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
];

function lockText(host: Host, folder: string): string {
  return LOCKFILES.map((name) => host.files.read(join(folder, name)) ?? '').join('\0');
}

/** Removes installed packages; their folders contain links, whose targets stay. */
function removeInstalled(host: Host, top: string): void {
  host.files.remove(join(top, 'node_modules'));
  for (const path of host.files.glob('**/package.json', top)) {
    host.files.remove(join(path, '..', 'node_modules'));
  }
}

/** Returns `optimize/{slug}-c{n}-{YYYYMMDD-HHMMSS}` (UTC), with a number appended if taken. */
async function findFreeBranch(
  host: Host,
  { slug, cycle, signal }: WorktreesRequest,
  cwd: string,
): Promise<string> {
  const stamp = host.clock.now().toISOString().replace(/[-:]/gu, '').replace('T', '-').slice(0, 15);
  const name = `optimize/${slug}-c${cycle}-${stamp}`;
  for (let serial = 1; ; serial += 1) {
    const branch = serial === 1 ? name : `${name}-${serial}`;
    const args = ['show-ref', '--verify', '--quiet', `refs/heads/${branch}`];
    if ((await git.gitOrNull(host, args, { cwd, signal })) === null) return branch;
  }
}

/**
 * Removes worktrees that killed runs left.
 * @param repository - Absolute top folder of the repository that they belong to.
 */
export async function removeAbandonedWorktrees(
  host: Host,
  repository: string,
  signal: AbortSignal,
): Promise<void> {
  const abandoned = worktrees.abandonedWorktreeFolders(host);
  if (abandoned.length === 0) return;
  const tops = await listWorktrees(host, repository, signal);
  for (const folder of abandoned) {
    const isOurs = tops.some((top) => top.startsWith(join(folder, '/')));
    // Clones, and worktrees that lost their repository, belong to nobody.
    const isAnothers = host.files
      .list(folder)
      .some((name) => host.files.isFile(join(folder, name, '.git')));
    if (isOurs || !isAnothers) await removeWorktrees(host, repository, folder);
  }
}

/** Removes all worktrees in the folder of a run; it completes even if the run was aborted. */
async function removeWorktrees(host: Host, repository: string, folder: string): Promise<void> {
  const options = { cwd: repository, signal: NEVER };
  for (const top of await listWorktrees(host, repository, NEVER)) {
    if (!top.startsWith(join(folder, '/'))) continue;
    await git.gitOrNull(host, ['worktree', 'remove', '--force', '--force', top], options);
  }
  host.files.remove(folder);
  for (const top of await listWorktrees(host, repository, NEVER)) {
    // Its folder was damaged, so that git did not take it for a worktree.
    if (top.startsWith(join(folder, '/')))
      await git.gitOrNull(host, ['worktree', 'prune'], options);
  }
  await removeHollowEntries(host, repository);
}

/**
 * Removes entries that name no worktree: for a run killed a moment ago, git may still write the
 * index of a worktree that is gone. An entry that git is making is empty, or locked, until it names
 * a worktree.
 */
async function removeHollowEntries(host: Host, repository: string): Promise<void> {
  const args = ['rev-parse', '--path-format=absolute', '--git-common-dir'];
  const options = { cwd: repository, signal: NEVER };
  const common = await git.gitOrNull(host, args, options);
  if (common === null) return;
  const entries = join(common, 'worktrees');
  for (const entry of host.files.list(entries).map((name) => join(entries, name))) {
    const names = host.files.list(entry);
    const isHollow = !names.includes('gitdir') && !names.includes('locked');
    if (names.length > 0 && isHollow) host.files.remove(entry);
  }
}

async function listWorktrees(
  host: Host,
  repository: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = ['worktree', 'list', '--porcelain', '-z'];
  const text = (await git.gitOrNull(host, args, { cwd: repository, signal })) ?? '';
  return text
    .split('\0')
    .flatMap((line) => (line.startsWith('worktree ') ? [line.slice('worktree '.length)] : []));
}
