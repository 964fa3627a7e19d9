import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { resolveCacheFolder } from '../../../harness/host/harness-cache-folder.ts';

const place = (env: Readonly<Record<string, string>>) =>
  resolveCacheFolder({ env, temporaryFolder: '/tmp' });

test.each([
  [{ HOME: '/users/me' }, '/users/me/.cache/perf-harness'],
  [{ HOME: '/users/me', XDG_CACHE_HOME: '/caches' }, '/caches/perf-harness'],
  [{ HOME: '/users/me', XDG_CACHE_HOME: 'caches' }, '/users/me/.cache/perf-harness'],
  [{ HOME: '/users/me', LOCALAPPDATA: '/local' }, '/local/perf-harness/cache'],
  [{ LOCALAPPDATA: 'local' }, '/tmp/.cache/perf-harness'],
  [{ HOME: '' }, '/tmp/.cache/perf-harness'],
  [{}, '/tmp/.cache/perf-harness'],
  [{ PERF_HARNESS_CACHE: '/own', XDG_CACHE_HOME: '/caches' }, '/own'],
  [{ PERF_HARNESS_CACHE: 'own' }, resolve('own')],
])('resolves with %j the cache to %s', (env, folder) => {
  expect(place(env)).toBe(folder);
});
