import type { Host } from '../../host.ts';
import type { GateBase } from '../../model/documents/gate-document.ts';
import { EXIT } from '../../model/exit-code.ts';
import { UserError } from '../../model/user-error.ts';
import { type MergeTarget, mergeTarget } from './ci-merge-target.ts';
import { findRepository, noRepository, type Repository } from './git-repository.ts';
import { resolveRef } from './resolve-ref.ts';
import { isSuccessful, tryGit } from './run-git.ts';

/** Base that a head is compared with, or the reason why there is none. */
export type BaseChoice =
  | { readonly state: 'found'; readonly base: GateBase }
  | { readonly state: 'missing'; readonly reason: string };

export interface BaseRequest {
  /** Ref that the user named; null: derived from the environment and the branches. */
  readonly ref: string | null;
  readonly signal: AbortSignal;
}

/** Cached queries to git about one repository. */
interface RepositoryQueries {
  readonly firstCommit: (
    names: readonly string[],
  ) => Promise<readonly [name: string, commit: string] | null>;
  readonly mergeBase: (commit: string) => Promise<string | null>;
  /** Returns the trimmed output of git; empty if git fails. */
  readonly output: (args: readonly string[]) => Promise<string>;
  readonly repository: Repository;
  readonly env: Host['env'];
}

/**
 * Finds the commit that a change is compared with: the given commit; in a pull or merge request the
 * fork point from the target branch; elsewhere the fork point from the default branch, or on that
 * branch the previous commit. @throws UserError if it should exist but is missing, as in a shallow
 * clone.
 */
export async function findBaseCommit(
  host: Host,
  folder: string,
  { ref, signal }: BaseRequest,
): Promise<BaseChoice> {
  const repository = await findRepository(host, folder, signal);
  if (repository === null) {
    if (ref !== null) throw noRepository(folder);
    return { state: 'missing', reason: `${folder} is not in a git repository` };
  }
  if (ref !== null) {
    const commit = await resolveRef(host, repository, ref, signal);
    return { state: 'found', base: { label: ref, commit, how: 'named' } };
  }
  const queries = createQueries(host, repository, signal);
  if ((await queries.firstCommit(['HEAD'])) === null) {
    return { state: 'missing', reason: `the repository ${repository.top} has no commits yet` };
  }
  const target = mergeTarget(host.env);
  return target === null ? fromDefaultBranch(queries) : fromTarget(target, queries);
}

function createQueries(host: Host, repository: Repository, signal: AbortSignal): RepositoryQueries {
  const output = async (args: readonly string[]): Promise<string> => {
    const result = await tryGit(host, args, { cwd: repository.top, signal });
    return isSuccessful(result) ? result.stdout.trim() : '';
  };
  const commits = new Map<string, string>();
  const commitOf = async (name: string): Promise<string> => {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const commit = commits.get(name) ?? (await output(args));
    commits.set(name, commit);
    return commit;
  };
  return {
    repository,
    env: host.env,
    output,
    firstCommit: async (names) => {
      for (const name of names) {
        const commit = await commitOf(name);
        if (commit !== '') return [name, commit];
      }
      return null;
    },
    mergeBase: async (commit) => (await output(['merge-base', 'HEAD', commit])) || null,
  };
}

async function fromTarget(target: MergeTarget, queries: RepositoryQueries): Promise<BaseChoice> {
  const { how } = target;
  if (target.type === 'commit') {
    const found = await queries.firstCommit([target.commit]);
    if (found === null) throw notFetched(target.commit, how, queries.repository);
    return { state: 'found', base: { label: 'the merge request’s base', commit: found[1], how } };
  }
  const { branch } = target;
  const found = await queries.firstCommit([
    `refs/remotes/origin/${branch}`,
    `refs/heads/${branch}`,
  ]);
  if (found !== null) {
    const name = shortName(found[0]);
    const base = await mergeBaseWith(name, found[1], how, queries);
    if (base === null) throw onTarget(name, how, queries.repository);
    return base;
  }
  // The first parent of a test merge is the newest commit of the target.
  const parent = (await isTestMerge(queries)) ? await queries.firstCommit(['HEAD^1']) : null;
  if (parent === null) throw notFetched(branch, how, queries.repository);
  return { state: 'found', base: { label: branch, commit: parent[1], how } };
}

/** Ref under which GitHub and Azure test a pull request merged into its target. */
const TEST_MERGE = /^refs\/pull\/\d+\/merge$/u;
/** Environment variables with such a ref, and with its commit. */
const TEST_MERGES = [
  ['GITHUB_REF', 'GITHUB_SHA'],
  ['BUILD_SOURCEBRANCH', 'BUILD_SOURCEVERSION'],
] as const;

/** True if HEAD is the test merge of the CI service, rather than a merge on the branch itself. */
async function isTestMerge({ env, firstCommit }: RepositoryQueries): Promise<boolean> {
  const variables = TEST_MERGES.find(([ref]) => TEST_MERGE.test(env[ref] ?? ''));
  if (variables === undefined) return false;
  const [head, other] = [await firstCommit(['HEAD']), await firstCommit(['HEAD^2'])];
  return other !== null && head?.[1] === env[variables[1]];
}

async function fromDefaultBranch(queries: RepositoryQueries): Promise<BaseChoice> {
  const names = await defaultBranchNames(queries);
  const found = await queries.firstCommit(names);
  if (found === null) {
    const named = queries.env.CI_DEFAULT_BRANCH ?? '';
    if (named === '' && !queries.repository.isShallow) throw noDefaultBranch(queries.repository);
    throw notFetched(named || 'the default branch', 'the fork point of HEAD', queries.repository);
  }
  return forkPointOrParent(shortName(found[0]), found[1], 'the default branch', queries);
}

/** Returns full names of the possible default branches, the most reliable first. */
async function defaultBranchNames({ output, env }: RepositoryQueries): Promise<readonly string[]> {
  const named = env.CI_DEFAULT_BRANCH ?? '';
  if (named !== '') return [`refs/remotes/origin/${named}`, `refs/heads/${named}`];
  const known = await output(['for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/remotes']);
  const branches = known.split('\n');
  return [
    await output(['symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD']),
    ...['refs/remotes/origin/', 'refs/heads/'].flatMap((place) => [
      `${place}main`,
      `${place}master`,
    ]),
    // A single branch must be the default one.
    ...(branches.length === 1 ? branches : []),
  ].filter((name) => branches.includes(name));
}

/** Returns the merge base of head and branch; if the head is on it, the commit before the head. */
async function forkPointOrParent(
  name: string,
  commit: string,
  how: string,
  queries: RepositoryQueries,
): Promise<BaseChoice> {
  const { repository } = queries;
  const base = await mergeBaseWith(name, commit, how, queries);
  if (base !== null) return base;
  const parent = await queries.firstCommit(['HEAD^1']);
  if (parent !== null) {
    const why = `HEAD is on ${name}`;
    return { state: 'found', base: { label: 'HEAD~1', commit: parent[1], how: why } };
  }
  if (repository.isShallow) throw notFetched('HEAD~1', `HEAD is on ${name}`, repository);
  return { state: 'missing', reason: 'HEAD is the first commit and has no parent' };
}

/**
 * Returns the merge base of the head and a branch; null if the head is on that branch.
 * @throws UserError if there is none.
 */
async function mergeBaseWith(
  name: string,
  commit: string,
  how: string,
  queries: RepositoryQueries,
): Promise<BaseChoice | null> {
  const [mergeBase, head] = [await queries.mergeBase(commit), await queries.firstCommit(['HEAD'])];
  if (mergeBase === null) throw noMergeBase(name, queries.repository);
  if (mergeBase === head?.[1]) return null;
  return { state: 'found', base: { label: `merge base with ${name}`, commit: mergeBase, how } };
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/(?:remotes|heads)\//u, '');
}

const FETCH_MORE =
  'Fetch the full history: "fetch-depth: 0" for actions/checkout on GitHub, "GIT_DEPTH: 0" on GitLab, "git fetch --unshallow" elsewhere. Or specify another base with --base.';

function notFetched(name: string, how: string, { top, isShallow }: Repository): UserError {
  return new UserError({
    code: isShallow ? 'shallow-clone' : 'base-not-found',
    message: `The base of the comparison, ${name} (${how}), is not in the ${isShallow ? 'shallow clone' : 'repository'} ${top}${isShallow ? ', which has only the newest commits' : ''}.`,
    remedy: isShallow
      ? FETCH_MORE
      : `Run git fetch origin ${name}, or specify another base with --base.`,
    exitCode: EXIT.baseline,
  });
}

function onTarget(name: string, how: string, { top }: Repository): UserError {
  return new UserError({
    code: 'head-on-target',
    message: `HEAD of ${top} is on ${name}, the target branch of the change (${how}), so it contains none of the change.`,
    remedy:
      'Check out the change itself, as actions/checkout does for pull_request events but not for pull_request_target, or specify the base with --base.',
    exitCode: EXIT.baseline,
  });
}

function noMergeBase(name: string, { top, isShallow }: Repository): UserError {
  return new UserError({
    code: isShallow ? 'shallow-clone' : 'no-merge-base',
    message: `HEAD and ${name} have no commit in common in ${top}${isShallow ? ', a shallow clone with only the newest commits' : ''}.`,
    remedy: isShallow ? FETCH_MORE : 'Specify the base with --base.',
    exitCode: EXIT.baseline,
  });
}

function noDefaultBranch({ top }: Repository): UserError {
  return new UserError({
    code: 'no-default-branch',
    message: `The default branch of ${top} is unknown: there is no origin/HEAD, main or master.`,
    remedy: 'Specify the base with --base, for example --base develop.',
  });
}
