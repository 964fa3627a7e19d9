/** Partial differences between two lockfiles, written and installed by npm as users do. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { firstChangesRange } from '../../../harness/bisect/bisect-commit-search-space.ts';
import { readCommitRange } from '../../../harness/bisect/commit-range.ts';
import { openDependencySearchSpace } from '../../../harness/bisect/dependency-search-space.ts';
import { createHost } from '../../../harness/host.ts';
import { exportCommit } from '../../../harness/snapshot/git/export-commit.ts';
import { addPackage, runNpm } from '../snapshot/local-npm-packages.ts';
import {
  createSampleRepository,
  type SampleRepository,
} from '../snapshot/temporary-git-repository.ts';

const host = createHost();
const { signal } = new AbortController();
const OFFLINE = ['--offline', '--ignore-scripts'];
let repository: SampleRepository;

beforeEach(() => {
  repository = createSampleRepository();
});
afterEach(() => repository.remove());

/** Commits a manifest with these dependencies, and the lockfile that npm creates for it. */
function commit(tag: string, dependencies: Readonly<Record<string, string>>): void {
  const manifest = { name: 'sample', version: '1.0.0', dependencies };
  repository.write({ 'package.json': JSON.stringify(manifest), 'package-lock.json': null });
  runNpm(repository.root, ['install', '--package-lock-only', ...OFFLINE]);
  repository.commit(tag);
}

async function spaceBetween(good: string, bad: string) {
  const names = { good, bad };
  const ends = await readCommitRange(host, repository.root, names, signal);
  const space = await openDependencySearchSpace(host, { ...ends, prefix: '', names }, signal);
  const write = async (count: number): Promise<string> => {
    const folder = join(repository.root, `../first-${count}`);
    host.files.makeFolder(folder);
    await exportCommit(host, ends.repository, ends.bad, folder, signal);
    space.change(firstChangesRange(count), folder);
    return folder;
  };
  return { ...space, write };
}

/** Installs a folder by its lockfile, and returns what its modules of these names export. */
function installed(folder: string, names: readonly string[]): string {
  runNpm(folder, ['ci', ...OFFLINE]);
  const words = names.map((name) => `require('${name}')`).join(', ');
  const args = ['--print', `[${words}].join()`];
  return execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }).trim();
}

describe('subset of the changed packages', () => {
  test('installs when an upgraded package requires a new dependency of the project', async () => {
    const needs = { 'package.json': '{"name":"a","version":"2.0.0","dependencies":{"x":"1.0.0"}}' };
    const old = addPackage(repository, 'a', '1.0.0');
    const young = addPackage(repository, 'a', '2.0.0', needs);
    const fresh = addPackage(repository, 'x', '1.0.0');
    commit('good', { a: old });
    commit('bad', { a: young, x: fresh });
    const { space, write } = await spaceBetween('good', 'bad');
    expect(space.changes.map(({ label }) => label)).toEqual(['a@1.0.0 → 2.0.0']);
    expect(installed(await write(0), ['a', 'x'])).toBe('a 1.0.0,x 1.0.0');
    expect(installed(await write(1), ['a', 'x'])).toBe('a 2.0.0,x 1.0.0');
  });

  test('installs when the project newly requires a package that was already installed', async () => {
    const needs = { 'package.json': '{"name":"a","version":"1.0.0","dependencies":{"x":"*"}}' };
    const a = addPackage(repository, 'a', '1.0.0', needs);
    const old = addPackage(repository, 'x', '1.0.0');
    const young = addPackage(repository, 'x', '2.0.0');
    commit('asked', { a, x: old });
    // As with x from a registry: in the lockfile, and required by a alone.
    const lock = JSON.parse(repository.git('show', 'asked:package-lock.json'));
    delete lock.packages[''].dependencies.x;
    repository.write({
      'package.json': JSON.stringify({ name: 'sample', version: '1.0.0', dependencies: { a } }),
      'package-lock.json': JSON.stringify(lock),
    });
    repository.commit('good');
    commit('bad', { a, x: young });
    const { write } = await spaceBetween('good', 'bad');
    expect(installed(await write(0), ['a', 'x'])).toBe('a 1.0.0,x 1.0.0');
  });
});
