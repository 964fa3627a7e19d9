/** Writes the files of a commit that an audit reads from a clone to a folder. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Clones that leave out large files lack others, at which an archive of all would end. */
const READ =
  /\.(?:py|[mc]?[jt]s|[jt]sx|sql|prisma|toml)$|(?:^|\/)(?:package|tsconfig[^/]*)\.json$|(?:^|\/)(?:requirements[^/]*\.txt|(?:docker-)?compose[^/]*\.ya?ml)$/u;

/** The folder of clones that PERF_HARNESS_MIRRORS names: `owner+name/repo`. */
export function requireMirrorsFolder(env: NodeJS.ProcessEnv): string {
  const mirrors = env.PERF_HARNESS_MIRRORS ?? '';
  if (mirrors === '') throw new Error('PERF_HARNESS_MIRRORS names the folder with the clones');
  return mirrors;
}

/** The clone of a repository in a folder of clones. */
export function findMirror(mirrors: string, repository: string): string {
  return join(mirrors, repository.replace('/', '+'), 'repo');
}

/**
 * Writes the files below `top` that an audit reads (empty: of the whole repository); files that the
 * clone lacks are skipped.
 */
export function checkOutFiles(mirror: string, commit: string, top: string, project: string): void {
  const git = ['--git-dir', mirror, '--work-tree', project];
  const how = {
    cwd: project,
    env: { ...process.env, GIT_INDEX_FILE: join(project, '../index') },
    maxBuffer: 100_000_000,
  };
  spawnSync('git', [...git, 'read-tree', commit], how);
  const listed = spawnSync('git', [...git, 'ls-files', '-z', '--', top || '.'], how).stdout;
  const wanted = listed
    .toString()
    .split('\0')
    .filter((name) => READ.test(name));
  const input = wanted.join('\0');
  spawnSync('git', [...git, 'checkout-index', '--quiet', '-z', '--stdin'], { ...how, input });
}
