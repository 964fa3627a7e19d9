import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createProcessOwnedName } from '../../../harness/host/temporary-folder-name-with-owner-process.ts';
import { createHost } from '../../../harness/host.ts';
import { openTemporaryRunFolder } from '../../../harness/sampling/trial-artifact-files.ts';

const host = { ...createHost(), temporaryFolder: mkdtempSync(join(tmpdir(), 'run-folder-')) };

test('removes the folder of a command with it, and what a killed command left at the next start', () => {
  const first = openTemporaryRunFolder(host);
  const parent = dirname(first.path);
  const folder = (name: string): string => {
    mkdirSync(join(parent, name));
    return join(parent, name);
  };
  const own = createProcessOwnedName(host);
  const { pid } = spawnSync('true');
  const killed = folder(own.replace(/^([0-9a-f]+)-\d+-\d*/, `$1-${pid}-1`));
  // A folder of another container that shares this host's folder: its process cannot be checked
  // from here.
  const elsewhere = folder(own.replace(/^[0-9a-f]+-\d+/, `00000000-${pid}`));
  const second = openTemporaryRunFolder(host);
  expect([first.path, elsewhere, second.path].map(existsSync)).toEqual([true, true, true]);
  expect(existsSync(killed)).toBe(false);
  first.remove();
  second.remove();
  expect([first.path, second.path].map(existsSync)).toEqual([false, false]);
});
