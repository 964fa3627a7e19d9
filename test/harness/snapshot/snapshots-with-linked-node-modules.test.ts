/** The places that installed dependencies are found in, beyond a folder in the project's own. */
import { existsSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHost } from '../../../harness/host.ts';
import type { SnapshotProgress } from '../../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  addPackage,
  hostWithConditionalNpm,
  hostWithLockedInstall,
  hostWithOfflineNpm,
  installLocked,
  requirePackage as requiredIn,
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
let steps: SnapshotProgress['step'][];

beforeEach(() => {
  steps = [];
  repository = createTestRepository({ '.gitignore': 'node_modules/\n' });
});

async function openAndKeep(
  changes: Parameters<typeof openSampleSnapshots>[2] = {},
  by = hostWithLockedInstall(host),
): Promise<Snapshots> {
  const onProgress = ({ step }: SnapshotProgress): void => void steps.push(step);
  const snapshots = await openSampleSnapshots(by, repository, { onProgress, ...changes });
  return snapshots;
}

/** Returns the values that a program of each side gets when it requires a package. */
function required(snapshots: Snapshots, name: string, folder = '.'): readonly string[] {
  const { a, b } = snapshots.moveIntoSlots(0);
  return [a, b].map((root) => requiredIn(join(root, folder), name));
}

const findings = ({ base, head }: Snapshots) => ({ base: base.findings, head: head.findings });
const NONE = { base: [], head: [] };

describe('a linked node_modules', () => {
  let other: string;

  beforeEach(() => {
    other = join(repository.root, '../other checkout');
    repository.write({
      'package.json': JSON.stringify({ workspaces: ['core'], dependencies: { dep: '1' } }),
      'package-lock.json': '{}',
      'core/package.json': '{"name":"core"}',
      'core/index.js': 'module.exports = "core one"',
    });
    writeInto(other, {
      'node_modules/dep/index.js': 'module.exports = "dep"',
      'core/index.js': 'module.exports = "core elsewhere"',
    });
    symlinkSync('../core', join(other, 'node_modules/core'));
    repository.link(join(other, 'node_modules'), 'node_modules');
    repository.git('add', '.gitignore', 'package.json', 'package-lock.json', 'core');
    repository.git('commit', '-q', '-m', 'v1');
    repository.git('tag', 'v1');
    repository.write({ 'core/index.js': 'module.exports = "core two"' });
  });

  test('gives both sides what is installed at its target, and their own packages of the workspace', async () => {
    const snapshots = await openAndKeep();
    expect(required(snapshots, 'dep')).toEqual(['dep', 'dep']);
    expect(required(snapshots, 'core')).toEqual(['core one', 'core two']);
    const loaded = [realpathSync(join(other, 'node_modules/dep/index.js'))];
    expect(snapshots.filesOutside('a', loaded)).toEqual([]);
    expect(findings(snapshots)).toEqual(NONE);
    // It is neither a file of the working tree nor a change that is not measured.
    expect(snapshots.difference.paths).toEqual(['core/index.js']);
    repository.git('checkout', 'core');
    expect(findings(await openAndKeep({ head: { type: 'ref', ref: 'HEAD' } }))).toEqual(NONE);
  });

  test('leads in a side where it leads in the commit when it is committed', async () => {
    repository.write({ node_modules: null, 'lib/dep/index.js': 'module.exports = "of the side"' });
    repository.link('lib', 'node_modules');
    repository.git('add', '--all');
    repository.git('commit', '-q', '-m', 'linked');
    const snapshots = await openAndKeep({ base: { type: 'ref', ref: 'HEAD' } });
    expect(required(snapshots, 'dep')).toEqual(['of the side', 'of the side']);
    expect(snapshots.difference.isSame).toBe(true);
  });
});

describe('a package below the project outside its workspace', () => {
  const ask = (version: string, { root }: Pick<SampleRepository, 'root'> = repository): void => {
    const write: SampleRepository['write'] = (files) => writeInto(join(root, 'server'), files);
    const dependencies = { dep: `file:../vendor/dep-${version}.tgz` };
    writeLockfile({ write }, { name: 'server', dependencies });
  };
  const server = (version: string, { root }: Pick<SampleRepository, 'root'> = repository): void => {
    addPackage({ root }, 'dep', version);
    ask(version, { root });
    installLocked(join(root, 'server'));
  };

  let installed: SampleRepository;
  beforeAll(() => {
    installed = createSampleRepository({ '.gitignore': 'node_modules/\n' });
    server('1.0.0', installed);
    installed.commit('v1');
  });
  afterAll(() => installed.remove());
  beforeEach(() => {
    repository.remove();
    repository = copyRepository(installed);
  });

  test('has what is installed there, and its packages installed for each side when they differ', async () => {
    repository.write({ 'x.js': 'new' });
    const snapshots = await openAndKeep();
    expect(required(snapshots, 'dep', 'server')).toEqual(['dep 1.0.0', 'dep 1.0.0']);
    const { a } = snapshots.moveIntoSlots(0);
    expect(realpathSync(join(a, 'server/node_modules/dep'))).toBe(
      join(repository.root, 'server/node_modules/dep'),
    );
    expect(findings(snapshots)).toEqual(NONE);
    server('2.0.0');
    const differing = await openAndKeep();
    expect(required(differing, 'dep', 'server')).toEqual(['dep 1.0.0', 'dep 2.0.0']);
    expect(findings(differing)).toEqual(NONE);
  });

  test('keeps nothing else from being measured when it cannot be installed, and says so', async () => {
    ask('9.0.0');
    const snapshots = await openAndKeep(
      {},
      hostWithConditionalNpm(host, 'dep-9.0.0', hostWithOfflineNpm(host)),
    );
    const { a } = snapshots.moveIntoSlots(0);
    expect(existsSync(join(a, 'server/node_modules/dep'))).toBe(true);
    expect(snapshots.head.findings).toMatchObject([{ id: 'install-failed', level: 'warning' }]);
    expect(snapshots.head.findings[0]?.message).toContain('server in working tree');
  });

  test('is not installed when nothing is installed there', async () => {
    server('2.0.0');
    repository.write({ 'server/node_modules': null });
    const snapshots = await openAndKeep();
    expect(steps).toEqual(['copy', 'copy']);
    expect(findings(snapshots)).toEqual(NONE);
  });

  test('is linked next to the project too, and left out when it differs', async () => {
    repository.write({ 'app/package.json': '{"name":"app"}' });
    repository.commit('v2');
    const changes = {
      projectRoot: join(repository.root, 'app'),
      base: { type: 'ref', ref: 'v2' },
    } as const;
    expect(required(await openAndKeep(changes), '../server/node_modules/dep')).toEqual([
      'dep 1.0.0',
      'dep 1.0.0',
    ]);
    server('2.0.0');
    steps.length = 0;
    const snapshots = await openAndKeep(changes);
    expect(steps).toEqual(['copy', 'copy']);
    const { a, b } = snapshots.moveIntoSlots(0);
    expect([a, b].map((root) => existsSync(join(root, '../server/node_modules')))).toEqual([
      false,
      false,
    ]);
  });
});

test('gives a folder requested as a package its own dependencies on each side', async () => {
  const lib = (version: string): void => {
    const resolved = addPackage(repository, 'dep', version);
    const own = {
      name: 'lib',
      version: '1.0.0',
      dependencies: { dep: `file:../${resolved.slice(5)}` },
    };
    const manifest = { name: 'sample', dependencies: { lib: 'file:./lib' } };
    const packages = {
      '': manifest,
      lib: own,
      'node_modules/lib': { resolved: 'lib', link: true },
      'node_modules/dep': { version, resolved },
    };
    repository.write({
      'package.json': JSON.stringify(manifest),
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
      'lib/package.json': JSON.stringify(own),
    });
  };
  repository.write({ 'lib/index.js': 'module.exports = require("dep")' });
  lib('1.0.0');
  repository.commit('v1');
  installLocked(repository.root);
  repository.write({ 'x.js': 'new' });
  expect(required(await openAndKeep(), 'lib')).toEqual(['dep 1.0.0', 'dep 1.0.0']);
  expect(steps).toEqual(['copy', 'copy']);
  lib('2.0.0');
  expect(required(await openAndKeep(), 'lib')).toEqual(['dep 1.0.0', 'dep 2.0.0']);
});

test('installs nothing for packages among the files of a repository when lockfiles differ', async () => {
  const vendored = (version: string): void =>
    repository.write({
      'package.json': JSON.stringify({ dependencies: { dep: version } }),
      'package-lock.json': JSON.stringify({ version }),
      'node_modules/dep/index.js': `module.exports = "${version}"`,
    });
  repository.write({ '.gitignore': '' });
  vendored('1.0.0');
  repository.commit('v1');
  vendored('2.0.0');
  const snapshots = await openAndKeep();
  expect(required(snapshots, 'dep')).toEqual(['1.0.0', '2.0.0']);
  expect(findings(snapshots)).toEqual(NONE);
  expect(steps).toEqual(['copy', 'copy']);
});
