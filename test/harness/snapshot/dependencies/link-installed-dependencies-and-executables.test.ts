import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { linkDependencies } from '../../../../harness/snapshot/dependencies/link-dependencies.ts';

const { signal } = new AbortController();
const top = realpathSync(mkdtempSync(join(tmpdir(), 'link-dependencies-')));

function write(path: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '');
  return path;
}

test('links a program as it was, or to the installed file when the tree lacks its target', async () => {
  const [from, to] = [join(top, 'from'), join(top, 'to')];
  write(join(from, 'node_modules/tool/bin.js'));
  const hidden = write(join(from, 'node_modules/.store/bin.js'));
  mkdirSync(join(from, 'node_modules/.bin'));
  symlinkSync('../tool/bin.js', join(from, 'node_modules/.bin/tool'));
  symlinkSync('../.store/bin.js', join(from, 'node_modules/.bin/hidden'));
  symlinkSync('../gone/bin.js', join(from, 'node_modules/.bin/gone'));
  write(join(from, 'node_modules/.yarn-state.yml'));
  mkdirSync(to);
  expect(await linkDependencies({ from, to, folders: [''] }, signal)).toEqual([
    join(from, 'node_modules'),
  ]);
  const program = (name: string): string => join(to, 'node_modules/.bin', name);
  expect(readlinkSync(program('tool'))).toBe('../tool/bin.js');
  expect(realpathSync(program('hidden'))).toBe(hidden);
  // Yarn 2 and later start no program without it.
  expect(lstatSync(join(to, 'node_modules/.yarn-state.yml')).isFile()).toBe(true);
  expect(() => readlinkSync(program('gone'))).toThrow('ENOENT');
});
