import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createUnprivilegedLink,
  readEntryKind,
} from '../../../harness/host/folder-tree-operations.ts';

test('creates a junction for a folder and a copy of a file when links are not permitted', () => {
  const top = mkdtempSync(join(tmpdir(), 'ph-links-'));
  mkdirSync(join(top, 'real'));
  writeFileSync(join(top, 'real/a.txt'), 'a');
  mkdirSync(join(top, 'links'));
  createUnprivilegedLink('../real', join(top, 'links/folder'));
  createUnprivilegedLink('../real/a.txt', join(top, 'links/a.txt'));
  expect([
    readEntryKind(join(top, 'links/folder')),
    readEntryKind(join(top, 'links/a.txt')),
  ]).toEqual(['link', 'file']);
  expect(readFileSync(join(top, 'links/folder/a.txt'), 'utf8')).toBe('a');
  expect(readFileSync(join(top, 'links/a.txt'), 'utf8')).toBe('a');
  rmSync(top, { recursive: true });
});
