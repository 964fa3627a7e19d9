import { describe, expect, test } from 'vitest';
import {
  folderPrefix,
  isAbsolutePath,
  toForwardSlashes,
} from '../../../harness/model/cross-platform-paths.ts';

describe('a path in a document', () => {
  test.each([
    ['C:\\work\\my project\\a.js', 'C:/work/my project/a.js'],
    ['c:\\work\\a.js', 'C:/work/a.js'],
    ['c:/work/a.js', 'C:/work/a.js'],
    ['\\\\server\\share\\a.js', '//server/share/a.js'],
    [`C:\\${'long\\'.repeat(60)}a.js`, `C:/${'long/'.repeat(60)}a.js`],
    ['/work/a\\b.js', '/work/a\\b.js'],
    ['src/a.js', 'src/a.js'],
    ['node:fs', 'node:fs'],
    ['', ''],
  ])('has its slashes normalised: %s', (path, expected) => {
    expect(toForwardSlashes(path)).toBe(expected);
  });

  test('is absolute when it begins at a root, of whatever system', () => {
    expect(['/a', 'C:\\a', 'c:/a', '\\\\server\\a'].map(isAbsolutePath)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['a', './a', 'node:fs', 'C:a'].map(isAbsolutePath)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('lies in a folder when it begins with the name of the folder and a slash', () => {
    expect(folderPrefix('c:\\work')).toBe('C:/work/');
    expect(folderPrefix('/work/')).toBe('/work/');
    expect(folderPrefix('/')).toBe('/');
  });
});
