/** With a few small packages from a registry of the test, through npm as users have it. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHost, type Host } from '../../../../harness/host.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { hostWithLockedInstall, writeLockfile } from '../local-npm-packages.ts';
import { type SampleRegistry, startSampleRegistry } from '../local-npm-registry.ts';
import {
  createTestRepository,
  expectError,
  openSampleSnapshots,
  type SampleRepository,
} from '../temporary-git-repository.ts';

const host = withUnguardedGit(createHost());
let repository: SampleRepository;
let registry: SampleRegistry;

beforeAll(async () => {
  registry = await startSampleRegistry();
  for (const version of ['2.0.0', '2.1.2', '2.1.3']) registry.publish('ms', version);
  const dependencies = { 'is-number': '^6.0.0' };
  registry.publish('is-odd', '3.0.1', { 'package.json': JSON.stringify({ dependencies }) });
  for (const version of ['6.0.0', '7.0.0']) registry.publish('is-number', version);
});
afterAll(() => registry.close());
beforeEach(() => {
  repository = createTestRepository({ '.npmrc': registry.settings });
  writeLockfile(repository, {
    scripts: { prepare: 'exit 3' },
    dependencies: { ms: '2.0.0', 'is-odd': '3.0.1' },
  });
  const path = join(repository.root, 'package-lock.json');
  const locked = JSON.parse(readFileSync(path, 'utf8'));
  locked.packages['node_modules/is-odd'].dependencies = { 'is-number': '^6.0.0' };
  locked.packages['node_modules/is-number'] = { version: '6.0.0' };
  repository.write({ 'package-lock.json': JSON.stringify(locked) });
  repository.commit('v1');
});

function versionOf(root: string, name: string): string {
  const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return JSON.parse(text).version;
}

const changing = (name: string, from: string, to: string, by = hostWithLockedInstall(host)) =>
  openSampleSnapshots(by, repository, { dependency: { name, from, to } });

/** Host whose npm leaves every lockfile as it is. */
function hostWithoutResolution(): Host {
  const exec: Host['processes']['exec'] = async (spec) =>
    spec.file === 'npm' && spec.args?.[0] === 'install'
      ? {
          exit: { type: 'code', code: 0 },
          stdout: '',
          stderr: '',
          timedOut: false,
          truncated: false,
        }
      : host.processes.exec(spec);
  return hostWithLockedInstall({ ...host, processes: { ...host.processes, exec } });
}

describe('a comparison of two versions of a dependency', () => {
  test('measures the head on both sides and leaves the repository unchanged', async () => {
    repository.write({ 'x.js': 'not committed' });
    const before = repository.bytes();
    const snapshots = await changing('ms', '2.0.0', 'latest');
    const { a, b } = snapshots.moveIntoSlots(1);
    expect([versionOf(a, 'ms'), versionOf(b, 'ms')]).toEqual(['2.0.0', '2.1.3']);
    expect([versionOf(a, 'is-odd'), versionOf(b, 'is-odd')]).toEqual(['3.0.1', '3.0.1']);
    expect(readFileSync(join(a, 'x.js'), 'utf8')).toBe('not committed');
    expect(snapshots.difference.isSame).toBe(true);
    expect(snapshots.base).toMatchObject({ label: 'ms@2.0.0', source: 'dependency', findings: [] });
    expect(snapshots.head).toMatchObject({
      label: 'ms@latest',
      source: 'dependency',
      findings: [],
    });
    expect(snapshots.base.dependencyKey).not.toBe(snapshots.head.dependencyKey);
    expect(repository.bytes()).toEqual(before);
    // The base pins one version, and stays cached; a tag may name another version later.
    expect(readdirSync(join(repository.cache, 'dependencies'))).toHaveLength(1);
    registry.publish('ms', '2.2.0');
    const later = await changing('ms', '2.0.0', 'latest');
    const sides = later.moveIntoSlots(0);
    expect([versionOf(sides.a, 'ms'), versionOf(sides.b, 'ms')]).toEqual(['2.0.0', '2.2.0']);
    later.remove();
  });

  test('changes a package that only other packages require', async () => {
    const snapshots = await changing('is-number', '6.0.0', '7.0.0');
    const { a, b } = snapshots.moveIntoSlots(0);
    expect([versionOf(a, 'is-number'), versionOf(b, 'is-number')]).toEqual(['6.0.0', '7.0.0']);
    expect([versionOf(a, 'ms'), versionOf(b, 'ms')]).toEqual(['2.0.0', '2.0.0']);
    const [first = '', other = ''] = [a, b].map((root) =>
      realpathSync(join(root, 'node_modules/ms')),
    );
    expect(first).toHaveLength(other.length);
  });

  test('reports when both sides resolve to the same version', async () => {
    const snapshots = await changing('ms', '~2.0.0', '2.0.0', hostWithoutResolution());
    expect(snapshots.head.findings).toMatchObject([{ id: 'same-version', level: 'error' }]);
    expect(snapshots.head.findings[0]?.message).toContain('ms 2.0.0');
  });

  test('names the nearest version when there is no such version', async () => {
    const error = await expectError(changing('ms', '2.1.33', '2.1.3'));
    expect(error).toMatchObject({ code: 'version-not-found', exitCode: 2 });
    expect(error.message).toContain('Did you mean "2.1.3"?');
  });

  test('names the nearest package when it is not among the dependencies', async () => {
    const error = await expectError(changing('is-od', '1.0.0', '2.0.0'));
    expect(error).toMatchObject({ code: 'dependency-not-found', exitCode: 2 });
    expect(error.message).toContain('Did you mean "is-odd"?');
  });

  test.each([
    [
      'a workspace of pnpm, which npm does not read',
      {
        'pnpm-workspace.yaml': 'packages: [member]',
        'member/package.json': '{"name":"member","dependencies":{"ms":"2.0.0"}}',
      },
      'pnpm-workspace.yaml',
    ],
    [
      'a repository that keeps its packages among its files',
      { '.gitignore': '', 'node_modules/ms/package.json': '{"version":"2.0.0"}' },
      'vendors its dependencies',
    ],
  ])('is rejected in %s, with another way', async (_, files, reason) => {
    repository.write(files);
    const error = await expectError(changing('ms', '2.0.0', '2.1.3'));
    expect(error).toMatchObject({ code: 'dependency-not-changeable', exitCode: 2 });
    expect(error.message).toContain(reason);
    expect(error.remedy).toContain('perf-harness compare');
  });
});
