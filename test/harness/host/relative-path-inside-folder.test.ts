import { posix, win32 } from 'node:path';
import { describe, expect, test } from 'vitest';
import { relativePathInside } from '../../../harness/host/relative-path-inside.ts';

describe('a path inside a folder', () => {
  test.each([
    ['C:\\work', 'C:\\work\\src\\a.js', 'src\\a.js'],
    // Names are the same in small and in capital letters, drives too.
    ['C:\\Work', 'c:\\work\\a b.js', 'a b.js'],
    ['C:\\work', 'C:/work/a.js', 'a.js'],
    ['C:\\work', 'C:\\work', ''],
    ['C:\\work', 'C:\\workshop\\a.js', null],
    ['C:\\work', 'C:\\a.js', null],
    ['C:\\work', 'D:\\work\\a.js', null],
    ['\\\\server\\share', '\\\\server\\share\\a.js', 'a.js'],
    ['\\\\server\\share', 'C:\\a.js', null],
    ['C:\\work', `C:\\work\\${'long\\'.repeat(60)}a.js`, `${'long\\'.repeat(60)}a.js`],
    ['C:\\work', 'C:\\work\\..a.js', '..a.js'],
  ])('is resolved on Windows: %s, %s', (folder, place, expected) => {
    expect(relativePathInside(folder, place, win32)).toBe(expected);
  });

  test.each([
    ['/work', '/work/src/a.js', 'src/a.js'],
    ['/work', '/Work/a.js', null],
    ['/work', '/', null],
  ])('is resolved elsewhere: %s, %s', (folder, place, expected) => {
    expect(relativePathInside(folder, place, posix)).toBe(expected);
  });
});
