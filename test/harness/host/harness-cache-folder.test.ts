import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { resolveCacheFolder } from '../../../harness/host/harness-cache-folder.ts';

const place = (env: Readonly<Record<string, string>>) =>
  resolveCacheFolder({ env, temporaryFolder: '/tmp' });

test.each([
  [{ HOME: '/users/me' }, '/users/me/.local/share/perf-harness'],
  [{ HOME: '/users/me', XDG_DATA_HOME: '/data' }, '/data/perf-harness'],
  [{ HOME: '/users/me', XDG_DATA_HOME: 'data' }, '/users/me/.local/share/perf-harness'],
  [{ HOME: '/users/me', LOCALAPPDATA: '/local' }, '/local/perf-harness/cache'],
  [{ LOCALAPPDATA: 'local' }, '/tmp/.local/share/perf-harness'],
  [{ HOME: '' }, '/tmp/.local/share/perf-harness'],
  [{}, '/tmp/.local/share/perf-harness'],
  [{ PERF_HARNESS_CACHE: '/own', XDG_DATA_HOME: '/data' }, '/own'],
  [{ PERF_HARNESS_CACHE: 'own' }, resolve('own')],
])('resolves with %j the cache to %s', (env, folder) => {
  expect(place(env)).toBe(folder);
});

test('resolves the cache to no folder that test runners leave out wherever it is', () => {
  // vitest before 4, whose patterns match anywhere in a path.
  const leftOut = /^(?:node_modules|dist|cypress|\.(?:idea|git|cache|output|temp))$/u;
  expect(
    place({ HOME: '/users/me' })
      .split('/')
      .filter((name) => leftOut.test(name)),
  ).toEqual([]);
});
