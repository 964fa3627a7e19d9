/** A loop and its executor in processes of their own, on a disk without space for a worktree. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createLoopProject, loopStateFile } from '../../support/kill/optimization-loop-project.ts';
import {
  digestUserFiles,
  LOOP_CHILD_COMMAND,
} from '../../support/kill/spawn-killable-optimization-loop.ts';

test('the process of a loop reports a full disk, and leaves the tree of the user unchanged', () => {
  const project = createLoopProject('quick');
  const before = digestUserFiles(project.root);
  // Space for the folder but for nothing in it; a separate namespace needs no privileges.
  const script = 'mount -t tmpfs -o size=64k none "$1" && shift && exec "$@"';
  const args = ['-rm', 'sh', '-c', script, 'sh', project.cache];
  const run = spawnSync('unshare', [...args, ...LOOP_CHILD_COMMAND, project.root, 'quick'], {
    encoding: 'utf8',
    env: { ...process.env, PERF_HARNESS_CACHE: project.cache },
  });
  expect([run.status, run.stderr]).toEqual([7, '']);
  const folder = dirname(loopStateFile(project.root, 'quick'));
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(
    /The code could not be copied: no space is left on the disk that holds /u,
  );
  expect(digestUserFiles(project.root)).toEqual(before);
  expect(project.git('branch', '--list', 'optimize/*')).toBe('');
});
