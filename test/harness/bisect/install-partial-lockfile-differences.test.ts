/** Partial differences between two lockfiles, written and installed by npm as users do. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstChangesRange } from '../../../harness/bisect/bisect-commit-search-space.ts';
import { readCommitRange } from '../../../harness/bisect/commit-range.ts';
import { openDependencySearchSpace } from '../../../harness/bisect/dependency-search-space.ts';
import { createHost } from '../../../harness/host.ts';
import { exportCommit } from '../../../harness/snapshot/git/export-commit.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  addPackage,
  installLocked,
  requirePackage,
  runNpm,
} from '../snapshot/local-npm-packages.ts';
import {
  createSampleRepository,
  type SampleRepository,
} from '../snapshot/temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
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

test('subset of the changed packages installs when packages require what is new or already installed', async () => {
  const manifest = (name: string, version: string, dependencies: object) => ({
    'package.json': JSON.stringify({ name, version, dependencies }),
  });
  const a = addPackage(repository, 'a', '1.0.0');
  const youngA = addPackage(repository, 'a', '2.0.0', manifest('a', '2.0.0', { x: '1.0.0' }));
  const x = addPackage(repository, 'x', '1.0.0');
  const b = addPackage(repository, 'b', '1.0.0', manifest('b', '1.0.0', { y: '*' }));
  const y = addPackage(repository, 'y', '1.0.0');
  const youngY = addPackage(repository, 'y', '2.0.0');
  commit('requested', { a, b, y });
  // As with y from a registry: in the lockfile, and required by b alone.
  const lock = JSON.parse(readFileSync(join(repository.root, 'package-lock.json'), 'utf8'));
  delete lock.packages[''].dependencies.y;
  const good = { name: 'sample', version: '1.0.0', dependencies: { a, b } };
  repository.write({
    'package.json': JSON.stringify(good),
    'package-lock.json': JSON.stringify(lock),
  });
  repository.commit('good');
  commit('bad', { a: youngA, x, b, y: youngY });
  const { space, write } = await spaceBetween('good', 'bad');
  expect(space.changes.map(({ label }) => label)).toEqual(['a@1.0.0 → 2.0.0', 'y@1.0.0 → 2.0.0']);
  const names = ['a', 'x', 'b', 'y'];
  const start = await write(0);
  installLocked(start);
  const versions = names.map((name) => requirePackage(start, name)).join();
  expect(versions).toBe('a 1.0.0,x 1.0.0,b 1.0.0,y 1.0.0');
  expect(installed(await write(1), names)).toBe('a 2.0.0,x 1.0.0,b 1.0.0,y 1.0.0');
});
