import { describe, expect, test } from 'vitest';
import {
  addArgv,
  installArgv,
  managerPackages,
  ownManager,
} from '../../../bench/adoption/package-manager.ts';

function managerOf(files: Readonly<Record<string, string>>) {
  const manifest = JSON.parse(files['package.json'] ?? '{}') as Record<string, unknown>;
  return ownManager(manifest, (name) => files[name] ?? null);
}

describe('the package manager', () => {
  test('is npm where nothing is said, with `npm ci` where there is a lockfile', () => {
    expect(installArgv(managerOf({}))).toEqual(['npm', 'install']);
    const locked = managerOf({ 'package-lock.json': '{}' });
    expect(installArgv(locked)).toEqual(['npm', 'ci']);
    expect(managerPackages(locked)).toEqual([]);
  });

  test('is of the version that the manifest names, without its hash', () => {
    const own = managerOf({
      'package.json': '{"packageManager":"pnpm@10.33.0+sha512.abc"}',
      'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    });
    expect(managerPackages(own)).toEqual(['pnpm@10.33.0']);
  });

  test('is of the version that reads the lockfile, where the manifest names none', () => {
    expect(managerPackages(managerOf({ 'pnpm-lock.yaml': "lockfileVersion: '6.0'\n" }))).toEqual([
      'pnpm@8',
    ]);
  });

  test('that is yarn tells its two kinds by the lockfile', () => {
    const one = managerOf({ 'yarn.lock': '# yarn lockfile v1\n' });
    const four = managerOf({ 'yarn.lock': '__metadata:\n  version: 8\n' });
    expect(installArgv(one)).toContain('--frozen-lockfile');
    expect(installArgv(four)).toContain('--immutable');
    expect(addArgv(one, true, '/p.tgz')).toContain('--ignore-workspace-root-check');
    expect(addArgv(four, true, '/p.tgz')).not.toContain('--ignore-workspace-root-check');
  });

  test('that is pnpm adds to the root of a workspace when it is told to', () => {
    const own = managerOf({ 'pnpm-lock.yaml': "lockfileVersion: '9.0'\n" });
    expect(addArgv(own, true, '/p.tgz')).toContain('--workspace-root');
    expect(addArgv(own, false, '/p.tgz')).not.toContain('--workspace-root');
  });
});
