/** What package managers read in a project and no commit has: settings and lockfiles that git ignores. */
import { execFile } from 'node:child_process';
import { readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listTree } from '../../../harness/host/trees.ts';
import { createHost } from '../../../harness/host.ts';
import type { Snapshots } from '../../../harness/snapshot/snapshots.ts';
import { addPackage, lock } from './sample-packages.ts';
import { type SampleRegistry, sampleRegistry } from './sample-registry.ts';
import { open, type SampleRepository, sampleRepository } from './sample-repository.ts';

/** The registry is in this process, which must not stand still for npm. */
const npm = (cwd: string, args: readonly string[]): Promise<unknown> =>
  promisify(execFile)('npm', [...args, '--no-audit', '--no-fund'], { cwd });

const host = createHost();
let repository: SampleRepository;
let snapshots: Snapshots | null;

beforeEach(() => {
  snapshots = null;
  repository = sampleRepository();
});
afterEach(() => {
  snapshots?.remove();
  repository.remove();
});

async function opened(): Promise<Snapshots> {
  snapshots = await open(host, repository);
  expect([snapshots.base.findings, snapshots.head.findings]).toEqual([[], []]);
  return snapshots;
}

test.each([
  ['.npmrc', '//registry.example.com/:_authToken=secret\n'],
  ['package-lock.json', null],
])('%s that git ignores keeps no side from what is installed', async (name, text) => {
  const dependencies = { dep: addPackage(repository, 'dep', '1.0.0') };
  lock(repository, { dependencies });
  repository.write({ '.gitignore': `node_modules\n${name}\n`, ...(text && { [name]: text }) });
  await npm(repository.root, ['ci']);
  repository.commit('v1');
  repository.write({ 'x.js': 'new' });
  const { a, b } = (await opened()).arrange(0);
  for (const root of [a, b]) {
    expect(realpathSync(join(root, 'node_modules/dep'))).toBe(
      join(repository.root, 'node_modules/dep'),
    );
  }
});

describe('a registry that wants a token', () => {
  /** The registry of all others has none of this name. */
  const name = 'perf-harness-private-sample';
  let registry: SampleRegistry;

  beforeEach(async () => {
    registry = await sampleRegistry('secret');
    registry.publish(name, '1.0.0');
    registry.publish(name, '2.0.0');
    repository.write({
      '.gitignore': 'node_modules\n.npmrc\n',
      '.npmrc': registry.settings + registry.login,
    });
  });
  afterEach(() => registry.close());

  const ask = async (version: string): Promise<void> => {
    repository.write({ 'package.json': JSON.stringify({ dependencies: { [name]: version } }) });
    await npm(repository.root, ['install', '--package-lock-only']);
  };
  const versionOf = (root: string): string =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

  test('gets that of the settings that git ignores, which stay in the project', async () => {
    await ask('1.0.0');
    repository.commit('v1');
    await ask('2.0.0');
    const { a, b } = (await opened()).arrange(0);
    expect([versionOf(a), versionOf(b)]).toEqual(['1.0.0', '2.0.0']);
    const kept = listTree(repository.cache, () => false).map((path) => basename(path));
    expect(kept).toContain('package.json');
    expect(kept).not.toContain('.npmrc');
  });

  test('but a side whose commit has no such settings gets none that another commit has', async () => {
    await ask('1.0.0');
    repository.commit('v1');
    await ask('2.0.0');
    repository.write({ '.gitignore': 'node_modules\n' });
    snapshots = await open(host, repository);
    expect(snapshots.base.findings).toMatchObject([{ id: 'install-failed', level: 'error' }]);
    expect(snapshots.head.findings).toEqual([]);
  });
});
