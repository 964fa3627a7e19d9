import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSampleRepository, type SampleRepository } from './temporary-git-repository.ts';

const OPENER = fileURLToPath(new URL('../../fixtures/snapshot/open-once.ts', import.meta.url));
/** Mounts are visible only to the program's own processes, and end with them. */
const ISOLATED = process.getuid?.() === 0 ? ['-m'] : ['-r', '-m'];
const canMount =
  spawnSync('unshare', [...ISOLATED, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

let repository: SampleRepository;

beforeEach(() => {
  repository = createSampleRepository();
});
afterEach(() => repository.remove());

/** Opens snapshots whose cache folder is on a disk of this many kilobytes. */
function openOnDisk(kilobytes: number): Record<string, unknown> {
  mkdirSync(repository.cache);
  const script = `mount -t tmpfs -o size=${kilobytes}k none "$0" && exec "$@"`;
  const words = [repository.cache, process.execPath, OPENER, repository.root, repository.cache];
  const { stdout, stderr } = spawnSync('unshare', [...ISOLATED, 'sh', '-c', script, ...words], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

// Skipped only for developers without permission to mount; in CI that is a failure.
describe.skipIf(!canMount && process.env.CI === undefined)('a disk that is too small', () => {
  test('ends the copy of the commit in an error that says so, and nothing is left on it', () => {
    repository.write({ 'large.txt': 'x'.repeat(200_000) });
    repository.commit('v1');
    expect(openOnDisk(100)).toMatchObject({
      code: 'disk-full',
      exitCode: 2,
      message: expect.stringContaining(repository.cache),
      remedy: expect.stringMatching(/free some space on that disk/i),
      left: [],
    });
  });

  test('ends the copy of the working tree in the same error', () => {
    repository.commit('v1');
    repository.write({ 'large.txt': 'x'.repeat(400_000) });
    expect(openOnDisk(300)).toMatchObject({ code: 'disk-full', exitCode: 2, left: [] });
  });
});
