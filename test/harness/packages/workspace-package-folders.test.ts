import { expect, test } from 'vitest';
import { listPackageFolders } from '../../../harness/packages/workspace-package-folders.ts';

const PATHS = [
  'package.json',
  'packages/a/package.json',
  'packages/a/deep/package.json',
  'packages/b/package.json',
  'packages/b/x.js',
  'apps/one/package.json',
  'apps/one.two/package.json',
  'test/fixture/package.json',
];

function members(files: Readonly<Record<string, string>>, folder = ''): Promise<readonly string[]> {
  const read = (path: string): string | null => files[path] ?? null;
  return listPackageFolders({ read }, '/top', folder, PATHS);
}

const workspaces = (value: unknown) => ({
  '/top/package.json': JSON.stringify({ workspaces: value }),
});

test.each([
  [['packages/*'], ['', 'packages/a', 'packages/b']],
  [['./packages/*/'], ['', 'packages/a', 'packages/b']],
  [['packages/**'], ['', 'packages/a', 'packages/a/deep', 'packages/b']],
  [['**/deep'], ['', 'packages/a/deep']],
  [
    ['packages/*', '!packages/b'],
    ['', 'packages/a'],
  ],
  [['{apps,packages}/*'], ['', 'apps/one', 'apps/one.two', 'packages/a', 'packages/b']],
  [['apps/one.two'], ['', 'apps/one.two']],
  [{ packages: ['apps/*'] }, ['', 'apps/one', 'apps/one.two']],
  [[7, null], ['']],
  ['packages/*', ['']],
])('finds for %j the folders %j', async (value, expected) => {
  expect(await members(workspaces(value))).toEqual(expected);
});

test('reads the members of a pnpm workspace from the file of pnpm', async () => {
  const files = {
    ...workspaces(['packages/*']),
    '/top/pnpm-workspace.yaml': 'packages:\n  - apps/*\n  - "!apps/one"\n',
  };
  expect(await members(files)).toEqual(['', 'apps/one.two']);
});

test('finds no members when the file cannot be read', async () => {
  expect(await members({ '/top/package.json': '{' })).toEqual(['']);
  expect(await members({ '/top/pnpm-workspace.yaml': 'packages: [' })).toEqual(['']);
});

test('looks for members below the folder that names them', async () => {
  const files = { '/top/packages/package.json': '{"workspaces":["*"]}' };
  expect(await members(files, 'packages')).toEqual(['packages', 'packages/a', 'packages/b']);
});
