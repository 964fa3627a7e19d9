import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { files } from '../../../harness/host/file-operations.ts';

const folder = mkdtempSync(join(tmpdir(), 'look-at-files-'));
symlinkSync('loop', join(folder, 'loop'));

test.each([
  ['a link to itself', join(folder, 'loop')],
  ['a name too long for the system', join(folder, 'x'.repeat(300))],
  ['a path that no system can have', join(folder, 'a\0b')],
  ['a file in what is no folder', join(process.execPath, 'x')],
])('treats %s as neither file nor folder, without an error', (_, path) => {
  expect(files.isFile(path)).toBe(false);
  expect(files.isFolder(path)).toBe(false);
  expect(files.isExecutable(path)).toBe(false);
  expect(files.isLink(path)).toBe(path.endsWith('loop'));
});
