import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { files } from '../../../harness/host/files.ts';

describe('writing a file as a whole', () => {
  const folder = mkdtempSync(join(tmpdir(), 'perf-harness-files-'));

  test('replaces a file and leaves nothing beside it', () => {
    const path = join(folder, 'plain/text.json');
    files.writeAtomic(path, 'one');
    files.writeAtomic(path, ['t', 'w', 'o']);
    expect(readFileSync(path, 'utf8')).toBe('two');
    expect(readdirSync(join(folder, 'plain'))).toEqual(['text.json']);
  });

  test('writes through a link, which stays one', () => {
    const target = join(folder, 'target.json');
    const link = join(folder, 'link.json');
    writeFileSync(target, 'before, and longer');
    symlinkSync(target, link);
    files.probeWritable(link);
    files.writeAtomic(link, 'after');
    expect(readFileSync(target, 'utf8')).toBe('after');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
  });

  test('writes to a device, which is never replaced by a file', () => {
    // As /dev/stdout is a link to one: whoever may write into /dev would lose it.
    const link = join(folder, 'device');
    symlinkSync('/dev/null', link);
    files.probeWritable(link);
    files.writeAtomic(link, 'gone');
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readFileSync(link, 'utf8')).toBe('');
  });
});
