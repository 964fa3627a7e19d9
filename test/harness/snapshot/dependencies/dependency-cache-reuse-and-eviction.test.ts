import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  type DependencySetState,
  openDependencyStore,
} from '../../../../harness/snapshot/dependencies/installed-dependency-cache.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';

const host = withUnguardedGit(createHost());
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'perf-harness store-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

const sets = (): readonly string[] => readdirSync(join(cache, 'dependencies'));

function storeOf(owner: string) {
  const folder = join(cache, 'snapshots', owner);
  mkdirSync(folder, { recursive: true });
  return openDependencyStore(host, cache, folder);
}

/** Sets that were last used in the order of their names, long ago. */
function addSets(count: number): void {
  for (let index = 0; index < count; index += 1) {
    const folder = join(cache, 'dependencies', `${index}`.padStart(4, 'a'));
    mkdirSync(folder, { recursive: true });
    const usedAt = new Date(Date.UTC(2020, 0, 1 + index));
    utimesSync(folder, usedAt, usedAt);
  }
}

const make = async (folder: string): Promise<DependencySetState> => {
  writeFileSync(join(folder, 'x'), '1');
  return 'whole';
};

test('creates a set once and finds it again', async () => {
  const store = storeOf('one');
  const first = await store.take('abc', make);
  expect(existsSync(join(first ?? '', 'x'))).toBe(true);
  expect(await store.take('abc', () => Promise.reject(new Error('again')))).toBe(first);
  expect(sets()).toEqual(['abc']);
});

test('leaves nothing of a set that could not be created', async () => {
  const store = storeOf('one');
  expect(await store.take('abc', async () => 'failed')).toBeNull();
  await expect(store.take('abc', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(sets()).toEqual([]);
});

test('gives both the first set when two commands create the same set', async () => {
  const [store, other] = [storeOf('one'), storeOf('two')];
  const ready = Promise.withResolvers<void>();
  const slow = store.take('abc', async (folder) => {
    await ready.promise;
    return make(folder);
  });
  const first = await other.take('abc', make);
  ready.resolve();
  expect(await slow).toBe(first);
  expect(sets()).toEqual(['abc']);
});

test('keeps the ten sets that were used last', async () => {
  addSets(12);
  await storeOf('one').take('fff', make);
  expect(sets()).toHaveLength(10);
  expect(sets()).toContain('fff');
  for (const old of ['aaa0', 'aaa1', 'aaa2']) expect(sets()).not.toContain(old);
});

test('treats a set used just now as recent, and keeps a set that a living command uses', async () => {
  addSets(10);
  const isThere = () => Promise.reject(new Error('is there'));
  await storeOf('other').take('aaa1', isThere);
  const long = new Date(Date.UTC(2000, 1));
  utimesSync(join(cache, 'dependencies', 'aaa1'), long, long);
  const store = storeOf('one');
  await store.take('aaa2', isThere);
  for (const key of ['f1', 'f2', 'f3']) await store.take(key, make);
  expect(sets()).not.toContain('aaa0');
  expect(sets()).not.toContain('aaa3');
  expect(sets()).toEqual(expect.arrayContaining(['aaa1', 'aaa2', 'aaa4']));
  rmSync(join(cache, 'snapshots', 'other'), { recursive: true });
  await store.take('f4', make);
  expect(sets()).not.toContain('aaa1');
});
