import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFilesBelow } from '../../../harness/host/file-operations.ts';

test('lists files in a folder and below, sorted, without excluded names or following links', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-below-'));
  for (const path of ['b/c.ts', 'b/left/out.ts', 'a.ts']) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  symlinkSync('..', join(folder, 'b/up'));
  symlinkSync('a.ts', join(folder, 'link.ts'));
  expect(listFilesBelow(folder, (name) => name === 'left')).toEqual(
    ['a.ts', 'b/c.ts', 'b/up', 'link.ts'].map((path) => join(folder, path)),
  );
});

test('returns nothing for a folder that does not exist', () => {
  expect(listFilesBelow('/nowhere/at/all', () => false)).toEqual([]);
});
