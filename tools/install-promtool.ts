/**
 * promtool, taken out of Debian's package of Prometheus: installing the package would add a user and a
 * service that starts. Needs apt-get and dpkg-deb, and no root.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { resolveCacheFolder } from '../harness/host/harness-cache-folder.ts';

function ownPlace(): string {
  return join(
    resolveCacheFolder({ env: process.env, temporaryFolder: tmpdir() }),
    'promtool',
    'promtool',
  );
}

/** Returns the path of promtool, preferring that of the machine. @throws if it is missing. */
export function findPromtool(): string {
  const found = ['/usr/bin/promtool', '/usr/local/bin/promtool', ownPlace()].find(existsSync);
  if (found !== undefined) return found;
  throw new Error('promtool is missing: node tools/install-test-tools.ts');
}

/** Installs promtool in the cache if it is missing. @returns True if it is available. */
export function installPromtool(): boolean {
  try {
    findPromtool();
    return true;
  } catch {
    // Fetched below.
  }
  const place = ownPlace();
  mkdirSync(join(place, '..'), { recursive: true });
  const folder = mkdtempSync(join(place, '..', 'making-'));
  try {
    if (!download(folder)) return false;
    const [archive = ''] = globSync(join(folder, '*.deb'));
    if (!succeeds('dpkg-deb', ['--extract', archive, join(folder, 'files')], folder)) return false;
    renameSync(join(folder, 'files/usr/bin/promtool'), place);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The list of packages is missing in fresh containers. */
function download(folder: string): boolean {
  const args = ['download', 'prometheus'];
  if (succeeds('apt-get', args, folder)) return true;
  return succeeds('apt-get', ['update'], folder) && succeeds('apt-get', args, folder);
}

function succeeds(file: string, args: readonly string[], cwd: string): boolean {
  const result = spawnSync(file, [...args], { cwd, stdio: 'ignore', timeout: 120_000 });
  return result.status === 0;
}
