import { expect, test } from 'vitest';
import { POSIX_PROGRAM_STARTER } from '../../../../harness/host/platform/posix-program-starter.ts';

test('searches the folders of PATH, with an empty entry as the current folder', () => {
  const { candidates } = POSIX_PROGRAM_STARTER;
  expect(candidates('tool', '/work', { PATH: '/a::/b' })).toEqual([
    '/a/tool',
    '/work/tool',
    '/b/tool',
  ]);
  expect(candidates('./tool', '/work', { PATH: '/a' })).toEqual(['/work/tool']);
  expect(candidates('tool', '/work', {})).toEqual(['/bin/tool', '/usr/bin/tool']);
});
