/** A package manager that is not on the PATH, which a real npm fetches from a registry here. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHost, type Host } from '../../../../harness/host.ts';
import type { Snapshots } from '../../../../harness/snapshot/base-and-head-snapshots.ts';
import { managerPackage } from '../../../../harness/snapshot/dependencies/install-command.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { hostWithOfflineNpm } from '../local-npm-packages.ts';
import { startSampleRegistry } from '../local-npm-registry.ts';
import {
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
} from '../temporary-git-repository.ts';

let repository: SampleRepository;

beforeEach(() => {
  repository = createTestRepository({
    'package.json': JSON.stringify({ name: 'sample', dependencies: { dep: '1.0.0' } }),
    'yarn.lock': '# yarn lockfile v1\n',
  });
});
afterEach(() => {
  vi.unstubAllEnvs();
});

/** A yarn that installs one package and writes its arguments to it. */
const YARN = `#!/usr/bin/env node
const fs = require('node:fs');
if (process.argv[2] === '--version') return void console.log('1.22.22');
fs.mkdirSync('node_modules/dep', { recursive: true });
fs.writeFileSync('node_modules/dep/index.js', 'module.exports = ' + JSON.stringify(process.argv.slice(2)));
`;

/** Sets a PATH that lacks yarn but has the tools needed to fetch it. */
function pathWithoutYarn(): void {
  const tools = join(repository.root, '../tools');
  mkdirSync(tools);
  for (const program of ['git', 'npm', 'node', 'sh']) {
    const found = execFileSync('which', [program], { encoding: 'utf8' }).trim();
    symlinkSync(found, join(tools, program));
  }
  vi.stubEnv('PATH', tools);
}

/** @param wrap - Replaces the npm of the host. */
function openHere(wrap = (host: Host): Host => host): Promise<Snapshots> {
  const host = withUnguardedGit(createHost());
  const { root } = repository;
  // The real Node.js may be installed next to package managers.
  const execPath = join(root, '../tools/node');
  return openSampleSnapshots(
    wrap({ ...host, env: process.env, system: { ...host.system, execPath } }),
    repository,
  );
}

test('installs a side by a package manager that npm fetches when it is not on the PATH', async () => {
  const registry = await startSampleRegistry();
  registry.publish('yarn', '1.22.22', { 'package.json': '{"bin":"cli.js"}', 'cli.js': YARN });
  repository.write({ '.npmrc': registry.settings });
  repository.commit('v1');
  pathWithoutYarn();
  const snapshots = await openHere();
  const { a, b } = snapshots.moveIntoSlots(0);
  for (const side of [a, b]) {
    const dep = readFileSync(join(side, 'node_modules/dep/index.js'), 'utf8');
    expect(dep).toContain('"install","--frozen-lockfile"');
  }
  const fetched = snapshots.head.findings.filter(({ id }) => id === 'package-manager-fetched');
  expect(fetched).toMatchObject([{ level: 'info' }]);
  expect(fetched[0]?.message).toContain(
    'belongs to yarn, which is not on the PATH; the dependencies were installed by yarn@1, fetched through npm',
  );
  await registry.close();
});

test('reports the package manager that the manifest names when npm cannot fetch it either', async () => {
  // Among several lockfiles, the manifest decides.
  repository.write({
    'package.json': '{"packageManager":"yarn@4.9.0","dependencies":{"dep":"1"}}',
    'pnpm-lock.yaml': 'older',
  });
  repository.commit('v1');
  pathWithoutYarn();
  const snapshots = await openHere(hostWithOfflineNpm);
  expect(snapshots.head.findings).toMatchObject([
    { id: 'package-manager-missing', level: 'error' },
  ]);
  expect(snapshots.head.findings[0]?.message).toContain(
    'the lockfile requires yarn, which is not on the PATH and could not be fetched by npm',
  );
});

test.each([
  ['npm', 'package-lock.json', '{}', undefined, null],
  ['yarn', 'yarn.lock', '# yarn lockfile v1', undefined, 'yarn@1'],
  ['yarn', 'yarn.lock', '# yarn lockfile v1', 'yarn@1.22.19', 'yarn@1'],
  ['yarn', 'yarn.lock', '__metadata:\n  version: 8', undefined, '@yarnpkg/cli-dist@4'],
  ['yarn', 'yarn.lock', '__metadata:\n', 'yarn@3.6.4', '@yarnpkg/cli-dist@3.6.4'],
  ['pnpm', 'pnpm-lock.yaml', 'lockfileVersion: 5.4', undefined, 'pnpm@7'],
  ['pnpm', 'pnpm-lock.yaml', "lockfileVersion: '6.0'", undefined, 'pnpm@8'],
  ['pnpm', 'pnpm-lock.yaml', "lockfileVersion: '9.0'", undefined, 'pnpm@10'],
  ['pnpm', 'pnpm-lock.yaml', "lockfileVersion: '9.0'", 'pnpm@9.1.0+sha512.ab', 'pnpm@9.1.0'],
  // The field names another package manager, so it gives no version of this one.
  ['pnpm', 'pnpm-lock.yaml', "lockfileVersion: '9.0'", 'yarn@4.9.0', 'pnpm@10'],
  ['bun', 'bun.lock', '{}', undefined, 'bun@1'],
] as const)('fetches %s of %s %j, named %j, as %j', (manager, lockfile, text, named, expected) => {
  const manifest = named === undefined ? {} : { packageManager: named };
  const files = new Map([
    [`/${lockfile}`, text],
    ['/package.json', JSON.stringify(manifest)],
  ]);
  const read = (path: string): string | null => files.get(path) ?? null;
  const root = { manager, lockfile, folder: '' };
  expect(managerPackage({ read }, '/', root)).toBe(expected);
});
