/** Packages beside each other in one repository, with shared and own dependencies. */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import {
  addPackage,
  hostWithLockedInstall,
  installLocked,
  requirePackage,
  runNpm,
  writeLockfile,
} from './local-npm-packages.ts';
import {
  copyRepository,
  createSampleRepository,
  openSampleSnapshots,
  type SampleRepository,
  writeInto,
} from './temporary-git-repository.ts';

const host = createHost();
let repository: SampleRepository;
let snapshots: Snapshots | null;

beforeEach(() => {
  snapshots = null;
  repository = createSampleRepository();
});
afterEach(() => {
  snapshots?.remove();
  repository.remove();
});

const findings = ({ base, head }: Snapshots) => ({ base: base.findings, head: head.findings });
const NONE = { base: [], head: [] };

describe('a workspace', () => {
  let installed: SampleRepository;
  beforeAll(() => {
    installed = createSampleRepository();
    const member = (name: string, dependencies: object) =>
      JSON.stringify({ name, version: '1.0.0', main: 'x.js', dependencies });
    const nested = addPackage(installed, 'nested', '1.0.0');
    installed.write({
      'packages/core/package.json': member('@ws/core', {}),
      'packages/core/x.js': 'module.exports = "core one"',
      'packages/core/cli.js': '',
      'packages/app/package.json': member('app', {
        '@ws/core': '1.0.0',
        nested: `file:../../${nested.slice(5)}`,
      }),
      'packages/app/x.js': 'module.exports = require("@ws/core") + ", " + require("nested")',
    });
    installed.write({ 'package.json': '{"private":true,"workspaces":["packages/*"]}' });
    runNpm(installed.root, ['install']);
    installed.commit('v1');
  });
  afterAll(() => installed.remove());
  beforeEach(() => {
    repository.remove();
    repository = copyRepository(installed);
    repository.write({ 'packages/core/x.js': 'module.exports = "core two"' });
  });

  test('lets each side load its own packages, in either slot', async () => {
    snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: join(repository.root, 'packages/app'),
    });
    for (const slot of [0, 1] as const) {
      const { a, b } = snapshots.arrange(slot);
      expect(requirePackage(a, './x.js')).toBe('core one, nested 1.0.0');
      expect(requirePackage(b, './x.js')).toBe('core two, nested 1.0.0');
      expect(realpathSync(join(a, '../../node_modules/@ws/core'))).toBe(join(a, '../core'));
    }
    expect(findings(snapshots)).toEqual(NONE);
  });

  test('does the same when its dependencies are installed for each side', async () => {
    addPackage(repository, 'other', '2.0.0');
    const manifest = {
      private: true,
      workspaces: ['packages/*'],
      dependencies: { other: 'file:vendor/other-2.0.0.tgz' },
    };
    repository.write({ 'package.json': JSON.stringify(manifest) });
    const path = join(repository.root, 'package-lock.json');
    const locked = JSON.parse(readFileSync(path, 'utf8'));
    locked.packages[''].dependencies = manifest.dependencies;
    locked.packages['node_modules/other'] = {
      version: '2.0.0',
      resolved: manifest.dependencies.other,
    };
    repository.write({ 'package-lock.json': JSON.stringify(locked) });
    snapshots = await openSampleSnapshots(host, repository);
    const { a, b } = snapshots.arrange(1);
    expect(requirePackage(a, './packages/app/x.js')).toBe('core one, nested 1.0.0');
    expect(requirePackage(b, './packages/app/x.js')).toBe('core two, nested 1.0.0');
    expect(requirePackage(b, 'other')).toBe('other 2.0.0');
    expect(() => requirePackage(a, 'other')).toThrow();
    expect(findings(snapshots)).toEqual(NONE);
  });

  test('finds the packages that each of its members has', async () => {
    repository.write({ 'packages/app/node_modules/own/index.js': 'module.exports = "own"' });
    snapshots = await openSampleSnapshots(host, repository);
    const { a } = snapshots.arrange(0);
    expect(requirePackage(join(a, 'packages/app'), 'own')).toBe('own');
  });
});

describe('a project with its own lockfile inside a repository', () => {
  test('has the dependencies of both, each installed when it differs', async () => {
    writeLockfile(repository, {
      dependencies: { outer: addPackage(repository, 'outer', '1.0.0') },
    });
    installLocked(repository.root);
    addPackage(repository, 'inner', '1.0.0');
    addPackage(repository, 'inner', '2.0.0');
    const app = join(repository.root, 'app');
    const inner = (version: string): void => {
      const dependencies = { inner: `file:../vendor/inner-${version}.tgz` };
      writeLockfile({ write: (files) => writeInto(app, files) }, { name: 'app', dependencies });
    };
    inner('1.0.0');
    repository.commit('v1');
    inner('2.0.0');
    snapshots = await openSampleSnapshots(hostWithLockedInstall(host), repository, {
      projectRoot: app,
    });
    const { a, b } = snapshots.arrange(0);
    expect([requirePackage(a, 'inner'), requirePackage(b, 'inner')]).toEqual([
      'inner 1.0.0',
      'inner 2.0.0',
    ]);
    expect(requirePackage(a, 'outer')).toBe('outer 1.0.0');
    expect(realpathSync(join(a, '../node_modules/outer'))).toContain(repository.root);
    expect(findings(snapshots)).toEqual(NONE);
  });
});
