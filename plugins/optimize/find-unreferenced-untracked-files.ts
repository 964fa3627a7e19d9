import { basename, dirname } from 'node:path';
import { git, type Host } from 'perf-harness/plugin';

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
export async function findUnneededFiles(
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
