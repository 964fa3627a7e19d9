import { describe, expect, test } from 'vitest';
import { splitLockfileChanges } from '../../../harness/bisect/lockfile-changes.ts';
import {
  type NpmLockfile,
  type NpmLockfileEntry,
  parseNpmLockfile,
  resolvePackageKey,
} from '../../../harness/bisect/npm-lockfile.ts';
import { revertLockfileChanges } from '../../../harness/bisect/revert-lockfile-changes.ts';

const lock = (packages: Readonly<Record<string, NpmLockfileEntry>>): NpmLockfile => ({
  lockfileVersion: 3,
  packages,
});
const entry = (
  version: string,
  dependencies?: Readonly<Record<string, string>>,
): NpmLockfileEntry => ({
  version,
  integrity: `sha512-${version}`,
  ...(dependencies && { dependencies }),
});
const labels = (good: NpmLockfile, bad: NpmLockfile): readonly string[] =>
  splitLockfileChanges(good, bad).map(({ name, from, to }) => `${name} ${from} ${to}`);

describe('difference between two lockfiles', () => {
  test('lists each package in another version, by name', () => {
    const good = lock({
      '': { dependencies: { b: '^1.0.0', a: '^1.0.0', c: '^1.0.0' } },
      'node_modules/a': entry('1.0.0'),
      'node_modules/b': entry('1.0.0'),
      'node_modules/c': entry('1.0.0'),
    });
    const bad = lock({
      ...good.packages,
      'node_modules/b': entry('1.2.0'),
      'node_modules/a': entry('1.1.0'),
    });
    expect(labels(good, bad)).toEqual(['a 1.0.0 1.1.0', 'b 1.0.0 1.2.0']);
  });

  test('lists a package after its dependencies', () => {
    const good = lock({
      'node_modules/app': entry('1.0.0', { base: '^1.0.0' }),
      'node_modules/base': entry('1.0.0'),
    });
    const bad = lock({
      'node_modules/app': entry('1.1.0', { base: '^1.1.0' }),
      'node_modules/base': entry('1.1.0'),
    });
    expect(labels(good, bad)).toEqual(['base 1.0.0 1.1.0', 'app 1.0.0 1.1.0']);
  });

  test('visits packages that require each other in a circle once', () => {
    const of = (version: string): NpmLockfile =>
      lock({
        'node_modules/a': entry(version, { b: '*' }),
        'node_modules/b': entry(version, { a: '*' }),
      });
    expect(labels(of('1.0.0'), of('2.0.0'))).toHaveLength(2);
  });

  test('includes packages that only the old or the new version requires', () => {
    const good = lock({
      'node_modules/a': entry('1.0.0', { old: '^1.0.0' }),
      'node_modules/old': entry('1.0.0'),
    });
    const bad = lock({
      'node_modules/a': entry('2.0.0', { young: '^1.0.0' }),
      'node_modules/young': entry('1.0.0', { deep: '*' }),
      'node_modules/young/node_modules/deep': entry('3.0.0'),
    });
    const [change, ...others] = splitLockfileChanges(good, bad);
    expect(others).toEqual([]);
    expect(change?.keys.toSorted()).toEqual([
      'node_modules/a',
      'node_modules/old',
      'node_modules/young',
      'node_modules/young/node_modules/deep',
    ]);
  });

  test('includes the copy of the old version that another package keeps', () => {
    const good = lock({
      'node_modules/user': entry('1.0.0', { shared: '^1.0.0' }),
      'node_modules/shared': entry('1.0.0'),
    });
    const bad = lock({
      'node_modules/user': entry('1.0.0', { shared: '^1.0.0' }),
      'node_modules/shared': entry('2.0.0'),
      'node_modules/user/node_modules/shared': entry('1.0.0'),
    });
    const changes = splitLockfileChanges(good, bad);
    expect(changes).toHaveLength(1);
    expect(changes[0]?.keys).toContain('node_modules/user/node_modules/shared');
  });

  test('counts copies of a package that change alike as one change', () => {
    const of = (version: string): NpmLockfile =>
      lock({
        'node_modules/a/node_modules/x': entry(version),
        'node_modules/b/node_modules/x': entry(version),
      });
    expect(labels(of('1.0.0'), of('1.1.0'))).toEqual(['x 1.0.0 1.1.0']);
  });

  test('is empty when only the registry, a link or the project itself differs', () => {
    const good = lock({
      '': { version: '1.0.0' },
      'packages/own': { version: '1.0.0' },
      'node_modules/own': { link: true, resolved: 'packages/own' },
      'node_modules/a': { ...entry('1.0.0'), resolved: 'https://one.example/a.tgz' },
    });
    const bad = lock({
      '': { version: '2.0.0' },
      'packages/own': { version: '2.0.0' },
      'node_modules/own': { link: true, resolved: 'packages/own' },
      'node_modules/a': { ...entry('1.0.0'), resolved: 'https://two.example/a.tgz' },
    });
    expect(labels(good, bad)).toEqual([]);
  });

  test('includes a git package at another commit', () => {
    const of = (commit: string): NpmLockfile =>
      lock({
        'node_modules/a': {
          version: '1.0.0',
          resolved: `git+ssh://git@host.example/a.git#${commit}`,
        },
      });
    expect(labels(of('aaa'), of('bbb'))).toEqual(['a 1.0.0 1.0.0']);
  });

  test('keeps a new dependency of the project as it is', () => {
    const good = lock({ '': {}, 'node_modules/a': entry('1.0.0') });
    const bad = lock({
      '': { dependencies: { fresh: '^1.0.0' } },
      'node_modules/a': entry('1.1.0'),
      'node_modules/fresh': entry('1.0.0'),
    });
    const changes = splitLockfileChanges(good, bad);
    expect(changes.flatMap(({ keys }) => keys)).toEqual(['node_modules/a']);
    expect(revertLockfileChanges(good, bad, changes).lock.packages).toHaveProperty(
      'node_modules/fresh',
    );
  });

  test('keeps such a dependency and its needs when an upgraded package requires it too', () => {
    const good = lock({
      '': { dependencies: { a: '^1.0.0' } },
      'node_modules/a': entry('1.0.0'),
    });
    const bad = lock({
      '': { dependencies: { a: '^2.0.0' }, devDependencies: { fresh: '^1.0.0' } },
      'node_modules/a': entry('2.0.0', { fresh: '^1.0.0', deep: '^1.0.0', own: '^1.0.0' }),
      'node_modules/deep': entry('1.0.0'),
      'node_modules/fresh': entry('1.0.0', { deep: '^1.0.0', deeper: '^1.0.0' }),
      'node_modules/fresh/node_modules/deeper': entry('1.0.0'),
      'node_modules/own': entry('1.0.0'),
    });
    const changes = splitLockfileChanges(good, bad);
    expect(changes.map(({ keys }) => keys)).toEqual([['node_modules/a', 'node_modules/own']]);
    expect(Object.keys(revertLockfileChanges(good, bad, changes).lock.packages)).toEqual([
      '',
      'node_modules/a',
      'node_modules/deep',
      'node_modules/fresh',
      'node_modules/fresh/node_modules/deeper',
    ]);
  });

  test('keeps the dependencies of a package that is new in the workspace', () => {
    const good = lock({ '': {}, 'node_modules/a': entry('1.0.0') });
    const bad = lock({
      '': {},
      'packages/young': { dependencies: { fresh: '^1.0.0' } },
      'node_modules/a': entry('2.0.0', { fresh: '^1.0.0' }),
      'node_modules/fresh': entry('1.0.0'),
    });
    expect(splitLockfileChanges(good, bad).map(({ keys }) => keys)).toEqual([['node_modules/a']]);
  });

  test('includes the copy of a workspace package that required the dependency before', () => {
    const own = (range: string) => ({ 'packages/own': { dependencies: { x: range } } });
    const good = lock({ '': {}, ...own('^1.0.0'), 'node_modules/x': entry('1.0.0') });
    const bad = lock({
      '': { dependencies: { x: '^3.0.0' } },
      ...own('^2.0.0'),
      'packages/own/node_modules/x': entry('2.0.0'),
      'node_modules/x': entry('3.0.0'),
    });
    const changes = splitLockfileChanges(good, bad);
    expect(changes.map(({ keys }) => keys)).toEqual([
      ['node_modules/x', 'packages/own/node_modules/x'],
    ]);
    const { lock: mixed, ranges } = revertLockfileChanges(good, bad, changes);
    expect(Object.keys(mixed.packages)).toEqual(['', 'node_modules/x', 'packages/own']);
    expect(ranges.get('packages/own')).toEqual({ x: '^1.0.0' });
  });
});

describe('lockfile with part of the changes', () => {
  const good = lock({
    '': { dependencies: { a: '^1.0.0', b: '^1.0.0' } },
    'packages/own': { devDependencies: { a: '^1.0.0' } },
    'node_modules/a': entry('1.0.0'),
    'node_modules/b': entry('1.0.0', { c: '*' }),
    'node_modules/c': entry('1.0.0'),
  });
  const bad = lock({
    '': { dependencies: { a: '^2.0.0', b: '^2.0.0' } },
    'packages/own': { devDependencies: { a: '^2.0.0' } },
    'node_modules/a': entry('2.0.0'),
    'node_modules/b': entry('2.0.0'),
  });
  const [a, b] = splitLockfileChanges(good, bad);
  if (a === undefined || b === undefined) throw new Error('two changes are needed');

  test('equals the bad lockfile with no change reverted, and the good lockfile with all reverted', () => {
    expect(revertLockfileChanges(good, bad, []).lock).toEqual(bad);
    expect(revertLockfileChanges(good, bad, [a, b]).lock).toEqual(good);
  });

  test('requires the versions that it contains, in the project and in its workspace', () => {
    const { lock: mixed, ranges } = revertLockfileChanges(good, bad, [a]);
    expect(mixed.packages['']?.dependencies).toEqual({ a: '^1.0.0', b: '^2.0.0' });
    expect(mixed.packages['packages/own']?.devDependencies).toEqual({ a: '^1.0.0' });
    expect(mixed.packages['node_modules/a']).toEqual(entry('1.0.0'));
    expect(mixed.packages).not.toHaveProperty('node_modules/c');
    expect(Object.fromEntries(ranges)).toEqual({
      '': { a: '^1.0.0' },
      'packages/own': { a: '^1.0.0' },
    });
  });

  test('changes a required version only when that version is then installed', () => {
    const of = (own: string, nested: string): NpmLockfile =>
      lock({
        '': { dependencies: { f: '^1.0.0', x: `^${own}` } },
        'node_modules/f': entry('1.0.0', { x: '^4.0.0' }),
        'node_modules/f/node_modules/x': entry(nested),
        'node_modules/x': entry(own),
      });
    const [before, after] = [of('3.0.0', '4.0.0'), of('5.0.0', '4.1.0')];
    const nested = splitLockfileChanges(before, after).filter(({ to }) => to === '4.1.0');
    const { lock: mixed, ranges } = revertLockfileChanges(before, after, nested);
    expect(mixed.packages['node_modules/f/node_modules/x']).toEqual(entry('4.0.0'));
    expect(mixed.packages['node_modules/x']).toEqual(entry('5.0.0'));
    expect(mixed.packages['']?.dependencies).toEqual({ f: '^1.0.0', x: '^5.0.0' });
    expect(ranges.size).toBe(0);
  });

  test('requires the exact version of a package that only other packages required before', () => {
    const before = lock({ '': {}, 'node_modules/x': entry('1.0.0') });
    const after = lock({ '': { dependencies: { x: '^2.0.0' } }, 'node_modules/x': entry('2.0.0') });
    const { lock: mixed, ranges } = revertLockfileChanges(
      before,
      after,
      splitLockfileChanges(before, after),
    );
    expect(mixed.packages['node_modules/x']).toEqual(entry('1.0.0'));
    expect(mixed.packages['']?.dependencies).toEqual({ x: '1.0.0' });
    expect(ranges.get('')).toEqual({ x: '1.0.0' });
  });

  test('restores dependencies of only the old version and drops the part for npm 6', () => {
    const old = { ...bad, dependencies: { a: { version: '2.0.0' } } };
    const { lock: mixed } = revertLockfileChanges(good, old, [b]);
    expect(mixed.packages['node_modules/c']).toEqual(entry('1.0.0'));
    expect(mixed).not.toHaveProperty('dependencies');
  });
});

describe('lockfile parsing', () => {
  test.each([
    ['{', 'it is not JSON'],
    ['{"lockfileVersion":1,"dependencies":{}}', 'version 1, written by npm 6'],
    ['{"lockfileVersion":3}', 'it has no "packages"'],
    ['null', 'it has no "packages"'],
  ])('refuses %s', (text, why) => {
    expect(() => parseNpmLockfile(text, 'v1.0.0')).toThrow(why);
  });

  test('resolves a package as Node.js does', () => {
    const packages = {
      'node_modules/a': {},
      'node_modules/a/node_modules/b': {},
      'node_modules/b': {},
      'node_modules/@s/c/node_modules/b': {},
      'packages/own/node_modules/b': {},
    };
    expect(resolvePackageKey(packages, 'node_modules/a', 'b')).toBe(
      'node_modules/a/node_modules/b',
    );
    expect(resolvePackageKey(packages, 'node_modules/@s/c', 'b')).toBe(
      'node_modules/@s/c/node_modules/b',
    );
    expect(resolvePackageKey(packages, 'node_modules/@s/c', 'a')).toBe('node_modules/a');
    expect(resolvePackageKey(packages, 'packages/own', 'b')).toBe('packages/own/node_modules/b');
    expect(resolvePackageKey(packages, 'packages/other', 'b')).toBe('node_modules/b');
    expect(resolvePackageKey(packages, '', 'missing')).toBeNull();
  });
});
