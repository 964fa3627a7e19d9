/** Dependencies that no lockfile pins: their resolved versions change from day to day. */
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHost, type Host } from '../../../harness/host.ts';
import type { SnapshotProgress } from '../../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  addPackage,
  hostWithLockedInstall,
  installLocked,
  writeLockfile,
} from './local-npm-packages.ts';
import { type SampleRegistry, startSampleRegistry } from './local-npm-registry.ts';
import {
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
  writeInto,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;
let registry: SampleRegistry;
let opened: Snapshots[];

beforeEach(async () => {
  opened = [];
  repository = createTestRepository();
  registry = await startSampleRegistry();
  registry.publish('dep', '1.0.0');
  repository.write({ '.npmrc': registry.settings });
});
afterEach(async () => {
  for (const snapshots of opened) snapshots.remove();
  await registry.close();
});

/** Host whose npm installs this version of a package. */
function hostWithInstalled(name: string, version: string): Host {
  const exec: Host['processes']['exec'] = async (spec) => {
    if (spec.file !== 'npm') return host.processes.exec(spec);
    const manifest = JSON.stringify({ name, version });
    writeInto(join(spec.cwd ?? '.', 'node_modules', name), { 'package.json': manifest });
    const exit = { type: 'code', code: 0 } as const;
    return { exit, stdout: '', stderr: '', timedOut: false, truncated: false };
  };
  return { ...host, processes: { ...host.processes, exec } };
}

/** Versions of a package on both sides. */
async function versions(
  name: string,
  changes: Parameters<typeof openSampleSnapshots>[2] = {},
  by = host,
): Promise<readonly string[]> {
  const snapshots = await openSampleSnapshots(by, repository, changes);
  opened.push(snapshots);
  const { a, b } = snapshots.moveIntoSlots(0);
  return [a, b].map((root) => {
    const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
    return JSON.parse(text).version;
  });
}

test('reports which of two lockfiles counts when package.json does not say', async () => {
  writeLockfile(repository, { dependencies: { dep: '1.0.0' } });
  repository.write({ 'yarn.lock': '# yarn lockfile v1\n' });
  repository.commit('v1');
  const snapshots = await openSampleSnapshots(hostWithLockedInstall(host), repository);
  opened.push(snapshots);
  expect(snapshots.head.findings).toMatchObject([{ id: 'several-lockfiles', level: 'warning' }]);
  expect(snapshots.head.findings[0]?.message).toContain(
    'has package-lock.json and yarn.lock, but its package.json names no package manager, so the dependencies were installed by npm.',
  );
});

describe('a side without a lockfile', () => {
  beforeEach(() => {
    repository.write({ 'package.json': JSON.stringify({ dependencies: { dep: '^1.0.0' } }) });
    repository.commit('v1');
  });

  test('resolves ranges to what is published now, even if it was installed before', async () => {
    const steps: SnapshotProgress[] = [];
    const onProgress = (progress: SnapshotProgress): void => void steps.push(progress);
    expect(await versions('dep', { onProgress }, hostWithInstalled('dep', '1.0.0'))).toEqual([
      '1.0.0',
      '1.0.0',
    ]);
    // Both sides have the same ranges, so they share one set, which is removed with them.
    expect(steps.map(({ side, step }) => `${side} ${step}`)).toEqual([
      'a copy',
      'b copy',
      'a install',
    ]);
    expect(opened[0]?.head.findings).toMatchObject([{ id: 'no-lockfile', level: 'warning' }]);
    const stored = join(repository.cache, 'dependencies');
    expect(existsSync(stored) ? readdirSync(stored) : []).toEqual([]);
    for (const snapshots of opened) snapshots.remove();
    expect(readdirSync(join(repository.cache, 'snapshots'))).toEqual([]);
    registry.publish('dep', '1.1.0');
    repository.write({
      'package.json': JSON.stringify({ dependencies: { dep: '^1.0.0' }, overrides: {} }),
    });
    expect(await versions('dep')).toEqual(['1.1.0', '1.1.0']);
  });
});

test('treats a replaced packed package as another package', async () => {
  const pack = (version: string): void => {
    const [, path = ''] = addPackage(repository, 'own', version).split(':');
    renameSync(join(repository.root, path), join(repository.root, 'vendor/own.tgz'));
  };
  const quick = hostWithLockedInstall(host);
  writeLockfile(repository, { dependencies: { own: 'file:vendor/own.tgz' } });
  pack('1.0.0');
  repository.commit('v1');
  pack('2.0.0');
  expect(await versions('own', {}, quick)).toEqual(['1.0.0', '2.0.0']);
  // The package installed in the project no longer equals the packed file that its manifest names.
  installLocked(repository.root);
  repository.commit('v2');
  pack('3.0.0');
  const base = { type: 'ref', ref: 'v2' } as const;
  expect(await versions('own', { base }, quick)).toEqual(['2.0.0', '3.0.0']);
});
