/** Files package managers read though no commit has them: ignored settings and lockfiles. */
import { readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listTree } from '../../../harness/host/folder-tree-operations.ts';
import { createHost } from '../../../harness/host.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  addPackage,
  hostWithConditionalNpm,
  installLocked,
  writeLockfile,
} from './local-npm-packages.ts';
import { type SampleRegistry, startSampleRegistry } from './local-npm-registry.ts';
import {
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;

beforeEach(() => {
  repository = createTestRepository();
});

async function opened(by = host): Promise<Snapshots> {
  const snapshots = await openSampleSnapshots(by, repository);
  expect([snapshots.base.findings, snapshots.head.findings]).toEqual([[], []]);
  return snapshots;
}

test('gives both sides the installed packages when git ignores .npmrc and package-lock.json', async () => {
  const dependencies = { dep: addPackage(repository, 'dep', '1.0.0') };
  writeLockfile(repository, { dependencies });
  repository.write({
    '.gitignore': 'node_modules\n.npmrc\npackage-lock.json\n',
    '.npmrc': '//registry.example.com/:_authToken=secret\n',
  });
  installLocked(repository.root);
  repository.commit('v1');
  repository.write({ 'x.js': 'new' });
  const { a, b } = (await opened()).moveIntoSlots(0);
  for (const root of [a, b]) {
    expect(realpathSync(join(root, 'node_modules/dep'))).toBe(
      join(repository.root, 'node_modules/dep'),
    );
  }
});

describe('a registry with a token', () => {
  /** Package that the public registry does not have. */
  const name = 'perf-harness-private-sample';
  let registry: SampleRegistry;

  beforeEach(async () => {
    registry = await startSampleRegistry('secret');
    registry.publish(name, '1.0.0');
    registry.publish(name, '2.0.0');
    repository.write({
      '.gitignore': 'node_modules\n.npmrc\n',
      '.npmrc': registry.settings + registry.login,
    });
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    return registry.close();
  });

  const ask = (version: string): void =>
    writeLockfile(repository, { dependencies: { [name]: version } });
  const dependencyOn = (version: string): string => `"${name}":"${version}"`;
  const versionOf = (root: string): string =>
    JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')).version;

  test('gets the token of git-ignored settings, which stay in the project', async () => {
    ask('1.0.0');
    repository.commit('v1');
    ask('2.0.0');
    const byNpm = hostWithConditionalNpm(host, dependencyOn('2.0.0'), host);
    const { a, b } = (await opened(byNpm)).moveIntoSlots(0);
    expect([versionOf(a), versionOf(b)]).toEqual(['1.0.0', '2.0.0']);
    const kept = listTree(repository.cache, () => false).map((path) => basename(path));
    expect(kept).toContain('package.json');
    expect(kept).not.toContain('.npmrc');
  });

  test('gets no token for a side whose commit lacks the settings, and reports a private package', async () => {
    ask('1.0.0');
    repository.commit('v1');
    ask('2.0.0');
    repository.write({ '.gitignore': 'node_modules\n' });
    // Registry and cache as the user may set them, so that only the token is missing.
    for (const [, name = '', value = ''] of registry.settings.matchAll(/^(.+?)=(.+)$/gmu)) {
      vi.stubEnv(`npm_config_${name}`, value);
    }
    const byNpm = hostWithConditionalNpm(host, dependencyOn('1.0.0'), host);
    const snapshots = await openSampleSnapshots(byNpm, repository);
    expect(snapshots.base.findings).toMatchObject([{ id: 'install-failed', level: 'error' }]);
    const [failed] = snapshots.base.findings;
    expect(failed?.message).toMatch(/E401/u);
    expect(failed?.remedy).toMatch(/private, and its registry rejected npm: log in/u);
    expect(snapshots.head.findings).toEqual([]);
  });
});
