import { relative } from 'node:path';
import { pathInside } from '../../../harness/host/path-inside.ts';
import { treePath } from '../../../harness/host/tree-path.ts';
import { realPath } from '../../../harness/host/trees.ts';
import { splitNames, tryGit } from '../../../harness/snapshot/git/run-git.ts';
import type { ProjectAt } from '../project-at.ts';

/** What package managers write, and the scenario that is tried. */
const IS_NO_OUTPUT = /(?:^|\/)(?:node_modules|\.yarn|\.pnp\.[^/]*|\.perf-harness)(?:\/|$)/u;
/** Where builds write to, and nobody by hand. */
const IS_BUILT = /(?:^|\/)(?:dist|build|out)\//u;

/**
 * Of the files that were loaded, those of the project that a build has written: git leaves them out, so a copy of
 * a commit does not have them, or they lie where builds write to. From the root, with `/`.
 */
export async function builtFiles(
  { host, root }: Pick<ProjectAt, 'host' | 'root'>,
  loaded: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const top = realPath(root) ?? root;
  const own = loaded
    .filter((path) => pathInside(top, path) !== null)
    .map((path) => treePath(relative(top, path)))
    .filter((path) => !IS_NO_OUTPUT.test(path));
  if (own.length === 0) return [];
  const ignored = new Set(await ignoredAmong(host, top, own, signal));
  return own.filter((path) => ignored.has(path) || IS_BUILT.test(path));
}

async function ignoredAmong(
  host: ProjectAt['host'],
  cwd: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Without git, or a repository, nothing is known of them.
  const stdin = paths.map((path) => `${path}\0`).join('');
  const args = ['check-ignore', '-z', '--stdin'];
  const checked = await tryGit(host, args, { cwd, stdin, signal }).catch(() => null);
  return checked?.exit.type === 'code' && checked.exit.code === 0 ? splitNames(checked.stdout) : [];
}
