/**
 * Python with which tests start servers: a virtual environment in the cache, with the versions
 * pinned in tools/test-python.txt.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resolveCacheFolder } from '../harness/host/harness-cache-folder.ts';

const PINNED = fileURLToPath(new URL('./test-python.txt', import.meta.url));

/** Returns the folder of this version; a different set of pinned packages gets another folder. */
function folder(): string {
  const version = createHash('sha256').update(readFileSync(PINNED)).digest('hex').slice(0, 12);
  const cache = resolveCacheFolder({ env: process.env, temporaryFolder: tmpdir() });
  return join(cache, 'test-python', version);
}

/** @throws if it is not installed. */
export function findTestPython(): string {
  const python = join(folder(), 'bin/python');
  if (existsSync(python)) return python;
  throw new Error(`${python} is not there: tools/install-test-tools.ts makes it`);
}

/** Creates the environment if it is missing. @returns True if it is available. */
export function installTestPython(): boolean {
  const place = folder();
  if (existsSync(join(place, 'bin/python'))) return true;
  const made = `${place}.making`;
  rmSync(made, { recursive: true, force: true });
  const pip = ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--requirement', PINNED];
  const isMade =
    succeeds('python3', ['-m', 'venv', made]) &&
    succeeds(join(made, 'bin/python'), ['-m', 'pip', '--version']) &&
    succeeds(join(made, 'bin/python'), [...pip]);
  // A virtual environment can be moved, since only scripts that are not used here contain its path.
  if (isMade) renameSync(made, place);
  return isMade;
}

function succeeds(file: string, args: readonly string[]): boolean {
  return spawnSync(file, [...args], { stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
}
