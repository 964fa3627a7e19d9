import {
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files } from '../../../harness/host/file-operations.ts';

describe('writeAtomic', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-files-'));

  test('replaces a file and leaves nothing next to it', () => {
    const path = join(folder, 'plain/text.json');
    files.writeAtomic(path, 'one');
    files.writeAtomic(path, ['t', 'w', 'o']);
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'plain'))).toEqual(['text.json']);
  });

  test('keeps the permissions of a file that it replaces', () => {
    const path = join(folder, 'script.js');
    writeFileSync(path, 'one', { mode: 0o755 });
    files.writeAtomic(path, 'two');
    expect(statSync(path).mode & 0o777).toBe(0o755);
  });

  test('leaves the old text intact for a current reader', () => {
    const path = join(folder, 'read.json');
    files.writeAtomic(path, 'before, and longer');
    const reader = openSync(path, 'r');
    files.writeAtomic(path, 'after');
    expect(readFileSync(reader, 'utf8')).toBe('before, and longer');
    closeSync(reader);
  });

  test('leaves nothing next to a path that could not be replaced', () => {
    const parent = join(folder, 'in-the-way');
    mkdirSync(join(parent, 'text.json', 'full'), { recursive: true });
    expect(() => files.writeAtomic(join(parent, 'text.json'), 'text')).toThrow('text.json');
    expect(readdirSync(parent)).toEqual(['text.json']);
  });

  test('writes through a link, which stays a link', () => {
    const target = join(folder, 'target.json');
    const link = join(folder, 'link.json');
    writeFileSync(target, 'before, and longer');
    symlinkSync(target, link);
    files.probeWritable(link);
    files.writeAtomic(link, 'after');
    expect(readFileSync(target, 'utf8')).toBe('after');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test('writes to a device without replacing it by a file', () => {
    // A link to a device, as /dev/stdout is: replacing it would delete it for anyone who may write
    // to /dev.
    const link = join(folder, 'device');
    symlinkSync('/dev/null', link);
    files.probeWritable(link);
    files.writeAtomic(link, 'gone');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readFileSync(link, 'utf8')).toBe('');
  });
});

describe('bytes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-files-'));

  test('are copied whole into created folders, and read back', () => {
    const [from, to] = [join(folder, 'a.bin'), join(folder, 'deep/er/b.bin')];
    files.writeBytes(from, Uint8Array.of(0, 255, 10));
    files.copy(from, to);
    expect([...(files.readBytes(to) ?? [])]).toEqual([0, 255, 10]);
    expect(readdirSync(join(folder, 'deep/er'))).toEqual(['b.bin']);
  });

  test('are null when missing, and fail to be copied without leaving a file', () => {
    const gone = join(folder, 'gone.bin');
    expect(files.readBytes(gone)).toBeNull();
    expect(() => files.copy(gone, join(folder, 'copy.bin'))).toThrow(/ENOENT/);
    expect(readdirSync(folder)).not.toContain('copy.bin');
  });
});
