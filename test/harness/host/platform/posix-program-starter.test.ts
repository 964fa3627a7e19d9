import { expect, test } from 'vitest';
import { POSIX_PROGRAM_STARTER } from '../../../../harness/host/platform/posix-program-starter.ts';

test('a program is looked for in the folders of PATH, of which an empty one is the current', () => {
  const { candidates } = POSIX_PROGRAM_STARTER;
  expect(candidates('tool', '/work', { PATH: '/a::/b' })).toEqual([
    '/a/tool',
    '/work/tool',
    '/b/tool',
  ]);
  expect(candidates('./tool', '/work', { PATH: '/a' })).toEqual(['/work/tool']);
  expect(candidates('tool', '/work', {})).toEqual(['/bin/tool', '/usr/bin/tool']);
});
