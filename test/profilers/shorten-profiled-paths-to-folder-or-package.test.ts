import { expect, test } from 'vitest';
import { relativizeFunctionFile } from '../../profilers/compare-profiles.ts';

const ROOT = '/work/side-a/';
const of = (file: string | null, packageName: string | null = null) => ({
  name: 'parse',
  owner: 'project' as const,
  package: packageName,
  file,
  line: 3,
  column: 1,
});
const fileOf = (...args: Parameters<typeof of>) => relativizeFunctionFile(of(...args), ROOT).file;

test('names a file of the side from its folder, and a file elsewhere as it is', () => {
  expect(fileOf('/work/side-a/src/parse.ts')).toBe('src/parse.ts');
  expect(fileOf('/work/side-ab/src/parse.ts')).toBe('/work/side-ab/src/parse.ts');
  expect(fileOf('node:fs')).toBe('node:fs');
  expect(fileOf(null)).toBeNull();
});

test('names a file of a package from the innermost package, wherever it is installed', () => {
  const inside = 'node_modules/ms/index.js';
  expect(fileOf(`/work/side-a/${inside}`, 'ms')).toBe(inside);
  expect(fileOf(`/cache/set-1/node_modules/debug/${inside}`, 'ms')).toBe(inside);
  // A workspace package, which is linked to its source folder.
  expect(fileOf('/work/side-a/packages/ms/index.js', 'ms')).toBe('packages/ms/index.js');
});
