/** A service of `test/fixtures/measured` as a git repository, with a PostgreSQL that counts its statements. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../harness/host/network/find-and-probe-ports.ts';
import { createHost } from '../../harness/host.ts';
import { startPostgres } from './database-servers.ts';
import { openGitProject } from './git-project.ts';
import { linkPackages } from './sample-service-to-optimize.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/measured', import.meta.url));
const PACKAGES = fileURLToPath(new URL('../../node_modules', import.meta.url));

export interface MeasuredService {
  /** Top of its repository, with all links followed. */
  readonly root: string;
  /** Address of the database, for the user that owns it. */
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
  readonly query: (sql: string) => string;
  readonly git: (...args: readonly string[]) => string;
  readonly commit: (message: string, files?: Readonly<Record<string, string>>) => string;
  readonly stop: () => Promise<void>;
}

export async function openMeasuredService(name: string): Promise<MeasuredService> {
  const root = mkdtempSync(join(tmpdir(), `ph-${name}-`));
  cpSync(join(FIXTURES, name), root, { recursive: true });
  if (existsSync(join(root, 'package.json'))) linkPackages(root, root);
  else mkdirSync(join(root, 'node_modules'));
  // The Python grammar is the project's own.
  symlinkSync(join(PACKAGES, '@ast-grep'), join(root, 'node_modules/@ast-grep'));
  const port = await findFreePort();
  const server = await startPostgres(createHost(), port, {
    settings: ['shared_preload_libraries=pg_stat_statements'],
    isUtf8: true,
  });
  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  const query = (sql: string): string =>
    execFileSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', url, '-c', sql], {
      encoding: 'utf8',
    }).trim();
  query(readFileSync(join(root, 'seed.sql'), 'utf8'));
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', root]);
  const { git, commit } = openGitProject(root);
  commit('first', { '.gitignore': 'node_modules\n.perf-harness\n__pycache__\n' });
  return { root, url, env: { DATABASE_URL: url }, query, git, commit, stop: server.stop };
}
