/**
 * Test runners and database drivers of audited projects in tests, which the repository itself does
 * not need: in the cache, with the versions locked in tools/test-node.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveCacheFolder } from '../harness/host/harness-cache-folder.ts';

const LOCKED = fileURLToPath(new URL('./test-node', import.meta.url));

/** Returns the folder of these versions; other versions get another folder. */
function folder(): string {
  const lock = readFileSync(join(LOCKED, 'package-lock.json'));
  const version = createHash('sha256').update(lock).digest('hex').slice(0, 12);
  const cache = resolveCacheFolder({ env: process.env, temporaryFolder: tmpdir() });
  return join(cache, 'test-node', version);
}

/** Returns the `node_modules` folder. @throws if it is not installed. */
export function findTestNodePackages(): string {
  const packages = join(folder(), 'node_modules');
  if (existsSync(packages)) return packages;
  throw new Error(`${packages} is not there: tools/install-test-tools.ts makes it`);
}

/** Installs the packages if they are missing. @returns True if they are available. */
export function installTestNodePackages(): boolean {
  const place = folder();
  if (existsSync(place)) return true;
  const made = `${place}.making`;
  rmSync(made, { recursive: true, force: true });
  cpSync(LOCKED, made, { recursive: true });
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], {
    cwd: made,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status === 0) renameSync(made, place);
  return status === 0;
}
