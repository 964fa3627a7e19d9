import { basename, dirname, join } from 'node:path';
import { EXIT, git, type Host, measure, UserError } from 'perf-harness/plugin';
import { ARTEFACT_FOLDER } from './optimization-paths.ts';
import { createBlockedError } from './optimization-problem.ts';

const UNCOMMITTED_CHANGES = 'commit or stash changes first';
/** Folders of this program, which are never committed. */
const OWN_FOLDERS = [ARTEFACT_FOLDER, '.perf-harness'];
const NO_TESTS = 'tests required for safe optimization';

/** Manifest files by which a project's stack is recognized. */
const STACKS: Readonly<Record<string, readonly string[]>> = {
  node: ['package.json', 'deno.json'],
  python: ['pyproject.toml', 'requirements.txt', 'setup.py'],
  go: ['go.mod'],
  rust: ['Cargo.toml'],
  java: ['pom.xml', 'build.gradle', 'build.gradle.kts'],
};

interface Preflight {
  /** Commit that is checked out. */
  readonly commit: string;
  readonly stack: string;
  readonly testCommand: string;
  /** Untracked files that the loop does without. */
  readonly leftOut: readonly string[];
}

/**
 * Checks that a loop can begin: a git repository without uncommitted files that are needed, tests,
 * a known stack, and an existing target. Nothing is written.
 * @throws UserError (blocked) with the exact text of what is missing.
 */
export async function preflight(
  host: Host,
  root: string,
  target: string,
  signal: AbortSignal,
): Promise<Preflight> {
  const commit = await headOf(host, root, signal);
  const leftOut = await requireClean(host, root, signal);
  const stack = stackOf(host, root);
  const testCommand = measure.findSuiteCommand(host, root);
  if (testCommand === null) {
    throw createBlockedError(
      'no-tests',
      NO_TESTS,
      'Add a test command, or state it in docs/project/tech_stack.md: a "test command:" line with the command in backticks.',
    );
  }
  await measure.resolveTarget(host, { root, target });
  return { commit, stack, testCommand, leftOut };
}

/** @throws UserError where there is no repository, or no commit in it. */
export async function headOf(host: Host, root: string, signal: AbortSignal): Promise<string> {
  const result = await git.tryGit(host, ['rev-parse', '--verify', 'HEAD'], { cwd: root, signal });
  const commit = result.stdout.trim();
  if (/^[0-9a-f]{40,64}$/u.test(commit)) return commit;
  throw new UserError({
    code: 'not-a-repository',
    message: `${root} is not in a git repository with a commit, so changes could not be isolated.`,
    remedy: 'Create a repository: git init && git add --all && git commit',
    exitCode: EXIT.blocked,
  });
}

const UNTRACKED = '?? ';

/**
 * Requires that all files are committed, except the loop's own folder (OPT-06) and untracked files
 * that nothing needs.
 * @returns These untracked files. @throws UserError naming the first other file that is not
 * committed.
 */
export async function requireClean(
  host: Host,
  root: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = ['status', '--porcelain', '--untracked-files=normal', '-z'];
  const { stdout } = await git.tryGit(host, args, { cwd: root, signal });
  const lines = stdout
    .split('\0')
    .filter(
      (line) =>
        line !== '' && !OWN_FOLDERS.some((folder) => line.slice(3).split('/').includes(folder)),
    );
  const untracked = lines.flatMap((line) => (line.startsWith(UNTRACKED) ? [line.slice(3)] : []));
  const unneeded = await findUnneededFiles(host, root, untracked, signal);
  const changed = lines.map((line) => line.slice(3)).filter((path) => !unneeded.includes(path));
  const [first] = changed;
  if (first === undefined) return unneeded;
  const others = changed.length === 1 ? '' : ` and ${changed.length - 1} more`;
  throw createBlockedError('dirty-tree', UNCOMMITTED_CHANGES, `Uncommitted: ${first}${others}.`);
}

function stackOf({ files }: Host, root: string): string {
  const found = Object.entries(STACKS).find(([, names]) =>
    names.some((name) => files.isFile(join(root, name))),
  );
  if (found !== undefined) return found[0];
  const names = Object.values(STACKS).flat().join(', ');
  throw createBlockedError(
    'unknown-stack',
    `cannot detect the stack of ${root}: found none of ${names}`,
    'Run the command in the project folder.',
  );
}

/**
 * Files needed by convention, without being named: manifests, lockfiles, settings, and scenarios,
 * which are found by location.
 */
const BY_CONVENTION =
  /(?:^|\/)(?:package\.json|npm-shrinkwrap\.json|package-lock\.json|pnpm-(?:lock|workspace)\.yaml|yarn\.lock|bun\.lockb?|\.npmrc|\.yarnrc(?:\.yml)?|[tj]sconfig[^/]*\.json|perf-harness\.config\.\w+|\.env[^/]*)$|(?:^|\/)scenarios\/|\.(?:scenario|perf)\.[cm]?[jt]sx?$/u;
const SOURCE = /\.[cm]?[jt]sx?$/u;
/** Most untracked files that are inspected one by one; more have to be committed or ignored. */
const MOST_LOOKED_AT = 50;

/**
 * Returns the untracked paths that nothing needs: no tracked file names them, and none is found by
 * location, as sources next to tracked sources may be (OPT-06). A loop works on committed files, so
 * it runs without them.
 * @param paths - Relative to the top of the repository; a whole folder ends in a slash.
 */
async function findUnneededFiles(
  host: Host,
  root: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const unneeded: string[] = [];
  for (const path of paths.slice(0, MOST_LOOKED_AT)) {
    const isNeeded =
      BY_CONVENTION.test(path) ||
      (await isNamed(host, root, path, signal)) ||
      (await isBesideSources(host, root, path, signal));
    if (!isNeeded) unneeded.push(path);
  }
  return unneeded;
}

/** True if a tracked file has the name as a word; files needed may be too many, never too few. */
async function isNamed(
  host: Host,
  root: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const args = ['grep', '--quiet', '--word-regexp', '--fixed-strings', '-e', wordOf(path)];
  const { exit, timedOut } = await git.tryGit(host, [...args, '--', ':/'], { cwd: root, signal });
  // Exit code 1 means no match; any other result proves nothing.
  return timedOut || exit.type !== 'code' || exit.code !== 1;
}

/** True if a source, or its folder, lies in a folder with tracked sources below the top folder. */
async function isBesideSources(
  host: Host,
  root: string,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  const folder = dirname(path);
  if (folder === '.') return false;
  const sourcesIn = async (...args: readonly string[]): Promise<boolean> => {
    const listed = await git.tryGit(host, ['ls-files', '-z', ...args], { cwd: root, signal });
    return listed.stdout.split('\0').some((listedPath) => SOURCE.test(listedPath));
  };
  const hasSources =
    SOURCE.test(path) || (await sourcesIn('--others', '--exclude-standard', '--', `:(top)${path}`));
  return hasSources && (await sourcesIn('--', `:(top,glob)${folder}/*`));
}

/** Imports leave the ending out, and of `parse/index.ts` the file. */
function wordOf(path: string): string {
  const name = basename(path);
  if (!SOURCE.test(name)) return name;
  const stem = name.replace(SOURCE, '');
  return stem === 'index' ? basename(dirname(path)) : stem;
}
