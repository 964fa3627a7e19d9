import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasSameDependencies } from '../../../../harness/snapshot/dependencies/compare-install-root-dependencies.ts';
import {
  findInstallRoots,
  type InstallRoot,
} from '../../../../harness/snapshot/dependencies/dependency-install-roots.ts';

const DEPENDENCIES = { 'is-odd': '^3.0.1' };
const BASE = {
  name: 'sample',
  dependencies: DEPENDENCIES,
  devDependencies: { 'is-glob': '^4.0.3' },
};
const HEAD = { ...BASE, devDependencies: { 'is-glob': '^4.0.3', 'perf-harness': '1' } };

/** Returns the install root of a tree with these files. */
async function rootOf(tree: Readonly<Record<string, string>>): Promise<InstallRoot> {
  const read = (path: string): string | null => tree[path.slice('/top/'.length)] ?? null;
  const readBytes = (path: string): Buffer => Buffer.from(read(path) ?? '');
  const [root] = await findInstallRoots({ read, readBytes }, '/top', '', Object.keys(tree));
  if (root === undefined) throw new Error('There is no root.');
  return root;
}

/** Lockfiles that these managers wrote, before and after perf-harness was installed. */
const LOCKS = [
  ['npm/11.19.1', 'package-lock.json'],
  ['pnpm/9.15.9', 'pnpm-lock.yaml'],
  ['yarn/1.22.22', 'yarn.lock'],
  ['yarn/4.18.1', 'yarn.lock'],
  ['bun/1.4.5', 'bun.lock'],
] as const;

describe.each(LOCKS)('dependencies locked by %s', (manager, lockfile) => {
  const fixture = (name: string): string =>
    readFileSync(join(import.meta.dirname, '../../../fixtures', manager, name), 'utf8');
  const base = (lock = fixture('base.lock'), manifest: object = BASE) =>
    rootOf({ 'package.json': JSON.stringify(manifest), [lockfile]: lock });
  const head = (lock = fixture('head.lock'), manifest: object = HEAD) => base(lock, manifest);

  test('stay the same once perf-harness is installed, with whatever it brings', async () => {
    expect(fixture('head.lock')).toContain('kind-of');
    expect(fixture('base.lock')).not.toContain('kind-of');
    const [first, other] = [await base(), await head()];
    expect(first.key).not.toBe(other.key);
    expect(await hasSameDependencies(first, other)).toBe(true);
  });

  test('differ when a reachable package is locked in another version', async () => {
    for (const locked of ['6.0.0', '4.0.3']) {
      const version = new RegExp(`(?<![\\^.])${locked.replaceAll('.', String.raw`\.`)}`, 'gu');
      const changed = fixture('head.lock').replace(version, `${locked}-next`);
      expect(await hasSameDependencies(await base(), await head(changed)), locked).toBe(false);
    }
  });

  test('differ when the lockfile cannot be read', async () => {
    expect(await hasSameDependencies(await base(), await head(`${fixture('head.lock')}\n[{`))).toBe(
      false,
    );
  });

  test('differ when a manifest requests more, and the lockfile has it', async () => {
    const manifest = { ...HEAD, dependencies: { ...DEPENDENCIES, 'kind-of': '^3.0.2' } };
    expect(
      await hasSameDependencies(await base(), await head(fixture('head.lock'), manifest)),
    ).toBe(false);
  });
});

test('accepts packages of a workspace that require perf-harness too', async () => {
  const member = (devDependencies: object) =>
    JSON.stringify({ name: 'app', dependencies: { dep: '1' }, devDependencies });
  const tree = (devDependencies: object, packages: object) =>
    rootOf({
      'package.json': '{"workspaces":["packages/*"]}',
      'packages/app/package.json': member(devDependencies),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { workspaces: ['packages/*'] },
          'node_modules/app': { resolved: 'packages/app', link: true },
          'packages/app': { name: 'app', dependencies: { dep: '1' }, devDependencies },
          'packages/app/node_modules/dep': { version: '1.0.0' },
          'node_modules/dep': { version: '2.0.0' },
          ...packages,
        },
      }),
    });
  const harness = { 'node_modules/perf-harness': { version: '1.0.0', dependencies: { dep: '2' } } };
  const own = { 'packages/app/node_modules/dep': { version: '1.0.1' } };
  const before = await tree({}, {});
  const after = await tree({ 'perf-harness': '1' }, harness);
  expect(await hasSameDependencies(before, after)).toBe(true);
  expect(await hasSameDependencies(before, await tree({ 'perf-harness': '1' }, own))).toBe(false);
});

test('reports a difference for an optional peer that perf-harness brings', async () => {
  const tree = (asked: object, packages: object) =>
    rootOf({
      'package.json': JSON.stringify({ dependencies: { dep: '1' }, devDependencies: asked }),
      'package-lock.json': JSON.stringify({
        lockfileVersion: 3,
        packages: {
          '': { dependencies: { dep: '1' }, devDependencies: asked },
          'node_modules/dep': {
            version: '1.0.0',
            peerDependencies: { fast: '1' },
            peerDependenciesMeta: { fast: { optional: true } },
          },
          ...packages,
        },
      }),
    });
  const harness = {
    'node_modules/perf-harness': { version: '1.0.0', dependencies: { fast: '1' } },
  };
  const fast = { 'node_modules/fast': { version: '1.0.0' } };
  const before = await tree({}, {});
  expect(await hasSameDependencies(before, await tree({ 'perf-harness': '1' }, harness))).toBe(
    true,
  );
  const withFast = await tree({ 'perf-harness': '1' }, { ...harness, ...fast });
  expect(await hasSameDependencies(before, withFast)).toBe(false);
});

test('compares settings of the package manager, whatever else is the same', async () => {
  const tree = (settings: string) =>
    rootOf({ 'package.json': JSON.stringify(BASE), '.npmrc': settings });
  const first = await tree('legacy-peer-deps=true');
  expect(await hasSameDependencies(first, await tree('legacy-peer-deps=true'))).toBe(true);
  expect(await hasSameDependencies(first, await tree(''))).toBe(false);
});

test('compares an unreadable manifest like any other file', async () => {
  const tree = (manifest: string, lock: string) =>
    rootOf({ 'package.json': manifest, 'package-lock.json': lock });
  const first = await tree('{', '{}');
  expect(await hasSameDependencies(first, await tree('{ ', '{ }'))).toBe(false);
  expect(await hasSameDependencies(first, await tree('{', '{}'))).toBe(true);
});
