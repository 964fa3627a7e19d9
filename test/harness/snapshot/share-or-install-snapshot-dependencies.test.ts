import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { programOnPath } from '../../../harness/host/program-on-path.ts';
import { createHost, type Host } from '../../../harness/host.ts';
import type { SnapshotProgress } from '../../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { Snapshots } from '../../../harness/snapshot/base-and-head-snapshots.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import {
  addPackage,
  hostWithConditionalNpm,
  hostWithLockedInstall,
  hostWithOfflineNpm,
  installLocked,
  requirePackage,
  requireWithNode,
  writeLockfile,
} from './local-npm-packages.ts';
import {
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
afterEach(() => {
  vi.unstubAllEnvs();
});

type Changes = Parameters<typeof openSampleSnapshots>[2];

async function openWith(by: Host, changes?: Changes): Promise<Snapshots> {
  const snapshots = await openSampleSnapshots(by, repository, changes);
  return snapshots;
}

const openAndKeep = (changes?: Changes): Promise<Snapshots> =>
  openWith(hostWithLockedInstall(host), changes);
/** Opens snapshots with the real npm, for its own refusals, scripts and messages. */
const openByNpm = (changes?: Changes): Promise<Snapshots> => openWith(host, changes);

const findings = ({ base, head }: Snapshots) => ({ base: base.findings, head: head.findings });
const NONE = { base: [], head: [] };

describe('dependencies that both sides request alike', () => {
  beforeEach(() => {
    repository.write({
      'package.json': JSON.stringify({ dependencies: { dep: '1' }, scripts: { test: 'one' } }),
      'package-lock.json': '{"one":1}',
      'node_modules/dep/index.js': 'module.exports = "dep"',
      'node_modules/dep/cli.js': '',
      'node_modules/@scope/inner/index.js': 'module.exports = "scoped"',
      'node_modules/.cache/tool/state.json': '{}',
    });
    repository.link('../dep/cli.js', 'node_modules/.bin/dep');
    repository.commit('v1');
    // Changed scripts need no other packages.
    repository.write({
      'package.json': JSON.stringify({ dependencies: { dep: '1' }, scripts: { test: 'two' } }),
    });
  });

  test('are shared by links to what is installed, without what tools store there', async () => {
    repository.write({
      'node_modules/.pnpm/dep@1/node_modules/dep/cli.js': 'console.log(require("../other"))',
      'node_modules/.pnpm/dep@1/node_modules/other.js': 'module.exports = "from the store"',
      'node_modules/.bin/script':
        'exec node "$(dirname "$0")/../.pnpm/dep@1/node_modules/dep/cli.js"\n',
    });
    const before = repository.bytes();
    const snapshots = await openAndKeep();
    const { a, b } = snapshots.moveIntoSlots(0);
    for (const root of [a, b]) {
      expect([requirePackage(root, 'dep'), requirePackage(root, '@scope/inner')]).toEqual([
        'dep',
        'scoped',
      ]);
      expect(lstatSync(join(root, 'node_modules')).isSymbolicLink()).toBe(false);
      expect(realpathSync(join(root, 'node_modules/dep'))).toBe(
        join(repository.root, 'node_modules/dep'),
      );
      expect(readdirSync(join(root, 'node_modules/.bin'))).toEqual(['dep', 'script']);
    }
    expect(findings(snapshots)).toEqual(NONE);
    expect(snapshots.base.dependencyKey).toBe(snapshots.head.dependencyKey);
    expect(repository.bytes()).toEqual(before);
    // Scripts of pnpm lead to where it stores packages.
    const told = execFileSync('sh', [join(b, 'node_modules/.bin/script')], { encoding: 'utf8' });
    expect(told).toBe('from the store\n');
    expect(existsSync(join(a, 'node_modules/.cache'))).toBe(false);
    // Neither side reads what the other stores.
    mkdirSync(join(a, 'node_modules/.cache'));
    expect(existsSync(join(b, 'node_modules/.cache'))).toBe(false);
  });
});

describe('dependencies that differ', () => {
  beforeEach(() => {
    writeLockfile(repository, { dependencies: { dep: addPackage(repository, 'dep', '1.0.0') } });
    repository.commit('v1');
    const dependencies = { dep: addPackage(repository, 'dep', '2.0.0') };
    // Scripts that build the package itself do not run when its dependencies are installed.
    writeLockfile(repository, { dependencies, scripts: { prepare: 'exit 3' } });
  });

  test('are installed for each side, and stored for the next time', async () => {
    const steps: SnapshotProgress[] = [];
    const before = repository.bytes();
    const onProgress = (progress: SnapshotProgress): void => void steps.push(progress);
    const snapshots = await openByNpm({ onProgress });
    const { a, b } = snapshots.moveIntoSlots(1);
    expect([a, b].map((root) => requireWithNode(root, 'dep'))).toEqual(['dep 1.0.0', 'dep 2.0.0']);
    expect(execFileSync(join(a, 'node_modules/.bin/dep'), { encoding: 'utf8' })).toBe(
      'dep 1.0.0\n',
    );
    const real = [a, b].map((root) => realpathSync(join(root, 'node_modules/dep')));
    expect(real.every((path) => path.startsWith(join(repository.cache, 'dependencies')))).toBe(
      true,
    );
    expect(real[0]).toHaveLength(real[1]?.length ?? 0);
    expect(snapshots.base.dependencyKey).not.toBe(snapshots.head.dependencyKey);
    expect(steps.map(({ side, step }) => `${side} ${step}`)).toEqual([
      'a copy',
      'b copy',
      'a install',
      'b install',
    ]);
    steps.length = 0;
    const again = await openAndKeep({ onProgress });
    expect(steps.map(({ step }) => step)).toEqual(['copy', 'copy']);
    expect(requirePackage(again.moveIntoSlots(0).a, 'dep')).toBe('dep 1.0.0');
    expect(repository.bytes()).toEqual(before);
  });

  test('are installed once by two commands at the same time', async () => {
    const both = await Promise.all([openAndKeep(), openAndKeep()]);
    for (const snapshots of both) {
      const { a, b } = snapshots.moveIntoSlots(0);
      expect([requirePackage(a, 'dep'), requirePackage(b, 'dep')]).toEqual([
        'dep 1.0.0',
        'dep 2.0.0',
      ]);
    }
    const sets = readdirSync(join(repository.cache, 'dependencies'));
    expect(sets.filter((name) => name.startsWith('.'))).toEqual([]);
    expect(sets).toHaveLength(2);
  });

  test('are installed all the same when npm rejects the lockfile, which is reported each time', async () => {
    const dependencies = { dep: addPackage(repository, 'dep', '3.0.0') };
    const scripts = { postinstall: 'exit 3' };
    repository.write({ 'package.json': JSON.stringify({ name: 'sample', dependencies, scripts }) });
    const steps: string[] = [];
    const byNpm = hostWithConditionalNpm(host, 'dep-3.0.0', host);
    for (const expected of [
      ['copy', 'copy', 'install', 'install'],
      ['copy', 'copy'],
    ]) {
      steps.length = 0;
      const snapshots = await openWith(byNpm, { onProgress: ({ step }) => void steps.push(step) });
      expect(steps).toEqual(expected);
      expect(requirePackage(snapshots.moveIntoSlots(0).b, 'dep')).toBe('dep 3.0.0');
      expect(snapshots.base.findings).toEqual([]);
      expect(snapshots.head.findings).toMatchObject([
        { id: 'lockfile-out-of-sync', level: 'warning' },
      ]);
      expect(snapshots.head.findings[0]?.message).toMatch(
        /of working tree, .* Reason: EUSAGE: Invalid: lock file's dep@/,
      );
    }
  });

  test('are installed again after an optional package could not be built', async () => {
    const resolved = addPackage(repository, 'native', '1.0.0', {
      'package.json': JSON.stringify({
        name: 'native',
        version: '1.0.0',
        scripts: { install: 'node -e "process.exit(process.env.COMPILER ? 0 : 1)"' },
      }),
    });
    const own = { name: 'sample', version: '1.0.0', optionalDependencies: { native: resolved } };
    const native = { version: '1.0.0', resolved, optional: true, hasInstallScript: true };
    const packages = { '': own, 'node_modules/native': native };
    repository.write({
      'package.json': JSON.stringify(own),
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
    });
    repository.commit('v2');
    const changes = { base: { type: 'ref', ref: 'v2' } } as const;
    const without = await openByNpm(changes);
    expect(existsSync(join(without.moveIntoSlots(0).a, 'node_modules/native'))).toBe(false);
    for (const side of [without.base, without.head]) {
      expect(side.findings).toMatchObject([{ id: 'packages-left-out', level: 'warning' }]);
      expect(side.findings[0]?.message).toMatch(/of both sides.* without them: native$/u);
    }
    vi.stubEnv('COMPILER', 'there');
    const { a, b } = (await openAndKeep(changes)).moveIntoSlots(0);
    expect([requirePackage(a, 'native'), requirePackage(b, 'native')]).toEqual([
      'native 1.0.0',
      'native 1.0.0',
    ]);
  });

  test('are installed again when a tool appears that native parts are built with', async () => {
    const programs = join(repository.root, '../programs');
    mkdirSync(programs);
    for (const name of ['git', 'tar', 'gzip']) {
      symlinkSync(programOnPath(host, name) ?? '', join(programs, name));
    }
    vi.stubEnv('PATH', programs);
    const steps: string[] = [];
    const onProgress = ({ step }: SnapshotProgress): void => void steps.push(step);
    await openAndKeep({ onProgress });
    writeInto(programs, { cmake: '#!/bin/sh\n' });
    chmodSync(join(programs, 'cmake'), 0o755);
    await openAndKeep({ onProgress });
    expect(steps.filter((step) => step === 'install')).toHaveLength(4);
  });

  test('stay as they are in the working tree when they cannot be reinstalled, which is reported', async () => {
    installLocked(repository.root);
    const dependencies = { dep: 'file:vendor/dep-2.0.0.tgz' };
    writeLockfile(repository, { dependencies });
    /** Opens snapshots with an npm that works for the base only. */
    const openRefused = (text: string, refusal: string): Promise<Snapshots> =>
      openWith(hostWithConditionalNpm(host, text, hostWithOfflineNpm(host, refusal)));
    const failed = await openRefused(
      'dep-2.0.0',
      'npm error command failed\nnpm error Error: no compiler',
    );
    const { a, b } = failed.moveIntoSlots(0);
    expect([requirePackage(a, 'dep'), requirePackage(b, 'dep')]).toEqual([
      'dep 1.0.0',
      'dep 2.0.0',
    ]);
    expect(realpathSync(join(b, 'node_modules/dep'))).toBe(
      join(repository.root, 'node_modules/dep'),
    );
    expect(failed.head.findings).toMatchObject([{ id: 'installed-in-place', level: 'warning' }]);
    expect(failed.head.findings[0]?.message).toMatch(
      /^working tree uses the packages .* installed in the project, unchanged\. .*no compiler/su,
    );
    // A lockfile that does not fit is no reason to install other versions.
    repository.write({
      'package.json': JSON.stringify({
        name: 'sample',
        dependencies: { dep: addPackage(repository, 'dep', '3.0.0') },
      }),
    });
    const refused = await openRefused(
      'dep-3.0.0',
      "npm error code EUSAGE\nnpm error Invalid: lock file's dep@2.0.0 does not satisfy dep@3.0.0",
    );
    expect(requirePackage(refused.moveIntoSlots(0).b, 'dep')).toBe('dep 2.0.0');
    expect(refused.head.findings[0]?.message).toMatch(/EUSAGE: Invalid: lock file's dep@/u);
  });

  test('are loaded from outside the repository when they lie there, which is reported', async () => {
    const own = join(repository.root, '../own');
    writeInto(own, {
      'package.json': JSON.stringify({ name: 'own', version: '1.0.0', dependencies: { far: '1' } }),
      'index.js': 'module.exports = "own " + require("far")',
      'node_modules/far/index.js': 'module.exports = "far"',
    });
    const app = join(repository.root, 'apps/one');
    for (const version of ['1.0.0', '2.0.0']) {
      const dep = addPackage(repository, 'dep', version).replace('file:', 'file:../../');
      const manifest = { name: 'app', dependencies: { dep, own: 'file:../../../own' } };
      const packages = {
        '': manifest,
        'node_modules/dep': { version, resolved: dep },
        'node_modules/own': { resolved: '../../../own', link: true },
        '../../../own': { version: '1.0.0', dependencies: { far: '1' } },
      };
      repository.write({
        'apps/one/package.json': JSON.stringify(manifest),
        'apps/one/package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }),
      });
      repository.commit(`app-${version}`);
    }
    const before = readdirSync(own, { recursive: true });
    const snapshots = await openAndKeep({
      projectRoot: app,
      base: { type: 'ref', ref: 'app-1.0.0' },
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    expect([requirePackage(a, 'dep'), requirePackage(b, 'dep')]).toEqual([
      'dep 1.0.0',
      'dep 2.0.0',
    ]);
    expect([requirePackage(a, 'own'), requirePackage(b, 'own')]).toEqual(['own far', 'own far']);
    expect(snapshots.filesOutside('a', [join(own, 'index.js')])).toEqual([]);
    expect(readdirSync(own, { recursive: true })).toEqual(before);
    expect(snapshots.base.findings).toMatchObject([{ id: 'dependency-outside', level: 'info' }]);
    expect(snapshots.head.findings).toEqual(snapshots.base.findings);
  });

  test('are installed on both sides from git-ignored files, again when these change', async () => {
    repository.write({ '.gitignore': 'node_modules\nvendor\n' });
    repository.git('rm', '-q', '-r', '--cached', 'vendor');
    const own = addPackage(repository, 'own', '1.0.0');
    for (const version of ['1.0.0', '2.0.0']) {
      writeLockfile(repository, { dependencies: { own, dep: `file:vendor/dep-${version}.tgz` } });
      repository.commit(`private-${version}`);
    }
    const changes = { base: { type: 'ref', ref: 'private-1.0.0' } } as const;
    const { a, b } = (await openAndKeep(changes)).moveIntoSlots(0);
    expect([requirePackage(a, 'dep'), requirePackage(b, 'dep')]).toEqual([
      'dep 1.0.0',
      'dep 2.0.0',
    ]);
    addPackage(repository, 'own', '1.0.0', { 'index.js': 'module.exports = "packed again"' });
    expect(requirePackage((await openAndKeep(changes)).moveIntoSlots(0).a, 'own')).toBe(
      'packed again',
    );
  });

  test('of a base fall back on the installed packages when unavailable and the manifests agree', async () => {
    const resolved = 'file:vendor/dep-2.0.0.tgz';
    const locked = (version: string): string => {
      writeLockfile(repository, { dependencies: { dep: resolved } });
      const text = readFileSync(join(repository.root, 'package-lock.json'), 'utf8');
      return text.replace('"version":"2.0.0"', `"version":"${version}"`);
    };
    repository.write({ 'package-lock.json': locked('9.9.9').replace('dep-2', 'gone-2') });
    repository.commit('v2');
    repository.write({ 'package-lock.json': locked('2.0.0') });
    installLocked(repository.root);
    const snapshots = await openWith(hostWithOfflineNpm(host), {
      base: { type: 'ref', ref: 'v2' },
    });
    const { a, b } = snapshots.moveIntoSlots(0);
    expect([requirePackage(a, 'dep'), requirePackage(b, 'dep')]).toEqual([
      'dep 2.0.0',
      'dep 2.0.0',
    ]);
    expect(snapshots.base.findings).toMatchObject([{ id: 'installed-in-place', level: 'warning' }]);
  });

  test('are copied anew each time when they come as copies from outside the repository', async () => {
    const tools = join(repository.root, '../tools');
    const [own, manager] = [join(repository.root, '../own'), join(tools, 'pnpm')];
    writeInto(tools, { pnpm: '#!/bin/sh\nmkdir node_modules && cp -rL ../own node_modules/own\n' });
    chmodSync(manager, 0o755);
    vi.stubEnv('PATH', `${tools}:${process.env.PATH}`);
    repository.write({
      'package.json': JSON.stringify({ dependencies: { own: 'file:../own' } }),
      'package-lock.json': null,
      'pnpm-lock.yaml': 'lock',
    });
    const withTools = hostWithLockedInstall({ ...host, env: { ...process.env } });
    for (const text of ['one', 'two']) {
      writeInto(own, { 'index.js': `module.exports = "${text}"` });
      const snapshots = await openWith(withTools);
      expect(requirePackage(snapshots.moveIntoSlots(0).b, 'own')).toBe(text);
    }
  });

  test("become a finding with npm's words when they cannot be installed, in npm run --silent too", async () => {
    vi.stubEnv('npm_config_loglevel', 'silent');
    const dependencies = { dep: 'file:vendor/dep-1.0.0.tgz' };
    writeLockfile(repository, {
      dependencies,
      scripts: { postinstall: 'echo no luck today; exit 3' },
    });
    repository.commit('broken');
    writeLockfile(repository, { dependencies });
    const snapshots = await openWith(hostWithConditionalNpm(host, 'no luck', host), {
      base: { type: 'ref', ref: 'broken' },
    });
    expect(snapshots.base.findings).toMatchObject([{ id: 'install-failed', level: 'error' }]);
    expect(snapshots.base.findings[0]?.message).toBe(
      'The dependencies of broken could not be installed: npm exited with code 3: command failed: sh -c echo no luck today; exit 3\nno luck today',
    );
    expect(snapshots.head.findings).toEqual([]);
    expect(readdirSync(join(repository.cache, 'dependencies'))).toHaveLength(1);
  });
});
