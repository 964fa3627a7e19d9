/** Packages beside each other in one repository, with shared and own dependencies. */
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  addPackage,
  hostWithConditionalNpm,
  hostWithLockedInstall,
  installLocked,
  requirePackage,
  writeLockfile,
} from './local-npm-packages.ts';
import {
  copyRepository,
  createSampleRepository,
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
  writeInto,
} from './temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;

beforeEach(() => {
  repository = createTestRepository();
});

const findings = ({ base, head }: Snapshots) => ({ base: base.findings, head: head.findings });
const NONE = { base: [], head: [] };

describe('a workspace', () => {
  let installed: SampleRepository;
  beforeAll(() => {
    installed = createSampleRepository();
    const nested = addPackage(installed, 'nested', '1.0.0');
    const core = { name: '@ws/core', version: '1.0.0', main: 'x.js' };
    const dependencies = { '@ws/core': '1.0.0', nested: `file:../../${nested.slice(5)}` };
    const app = { name: 'app', version: '1.0.0', main: 'x.js', dependencies };
    const root = { private: true, workspaces: ['packages/*'] };
    const packages = {
      '': root,
      'node_modules/@ws/core': { resolved: 'packages/core', link: true },
      'node_modules/app': { resolved: 'packages/app', link: true },
      'node_modules/nested': { version: '1.0.0', resolved: nested, bin: { nested: 'cli.js' } },
      'packages/app': { name: 'app', version: '1.0.0', dependencies },
      'packages/core': { name: '@ws/core', version: '1.0.0' },
    };
    installed.write({
      'package.json': JSON.stringify(root),
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, requires: true, packages }),
      'packages/core/package.json': JSON.stringify(core),
      'packages/core/x.js': 'module.exports = "core one"',
      'packages/core/cli.js': '',
      'packages/app/package.json': JSON.stringify(app),
      'packages/app/x.js': 'module.exports = require("@ws/core") + ", " + require("nested")',
    });
    installLocked(installed.root);
    installed.commit('v1');
  });
  afterAll(() => installed.remove());
  beforeEach(() => {
    repository.remove();
    repository = copyRepository(installed);
    repository.write({ 'packages/core/x.js': 'module.exports = "core two"' });
  });

  test('lets each side load its own packages and those of each member, in either slot', async () => {
    repository.write({ 'packages/app/node_modules/own/index.js': 'module.exports = "own"' });
    const snapshots = await openSampleSnapshots(host, repository, {
      projectRoot: join(repository.root, 'packages/app'),
    });
    for (const slot of [0, 1] as const) {
      const { a, b } = snapshots.moveIntoSlots(slot);
      expect(requirePackage(a, './x.js')).toBe('core one, nested 1.0.0');
      expect(requirePackage(b, './x.js')).toBe('core two, nested 1.0.0');
      expect(realpathSync(join(a, '../../node_modules/@ws/core'))).toBe(join(a, '../core'));
      expect(requirePackage(a, 'own')).toBe('own');
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
    const byNpm = hostWithConditionalNpm(host, 'other-2.0.0', host);
    const snapshots = await openSampleSnapshots(byNpm, repository);
    const { a, b } = snapshots.moveIntoSlots(1);
    expect(requirePackage(a, './packages/app/x.js')).toBe('core one, nested 1.0.0');
    expect(requirePackage(b, './packages/app/x.js')).toBe('core two, nested 1.0.0');
    expect(requirePackage(b, 'other')).toBe('other 2.0.0');
    expect(() => requirePackage(a, 'other')).toThrow();
    expect(findings(snapshots)).toEqual(NONE);
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
    const snapshots = await openSampleSnapshots(hostWithLockedInstall(host), repository, {
      projectRoot: app,
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    expect([requirePackage(a, 'inner'), requirePackage(b, 'inner')]).toEqual([
      'inner 1.0.0',
      'inner 2.0.0',
    ]);
    expect(requirePackage(a, 'outer')).toBe('outer 1.0.0');
    expect(realpathSync(join(a, '../node_modules/outer'))).toContain(repository.root);
    expect(findings(snapshots)).toEqual(NONE);
  });
});
