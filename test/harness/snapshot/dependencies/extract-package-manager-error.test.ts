import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { PackageManager } from '../../../../harness/packages/choose-lockfile.ts';
import {
  extractInstallerError,
  type InstallerOutput,
  isLockfileOutOfSync,
} from '../../../../harness/snapshot/dependencies/installer-error.ts';

/** Package managers whose printed messages are recorded, by version. */
const MANAGERS: readonly (readonly [PackageManager, string])[] = [
  ['npm', '11.19.1'],
  ['pnpm', '9.15.9'],
  ['yarn', '1.22.22'],
  ['yarn', '4.18.1'],
  ['bun', '1.4.5'],
];

function printed(manager: PackageManager, version: string, what: string): InstallerOutput {
  const folder = join(import.meta.dirname, '../../../fixtures', manager, version);
  return { stdout: '', stderr: readFileSync(join(folder, `${what}.txt`), 'utf8') };
}

test.each([
  ['npm', '11.19.1', "EUSAGE: Invalid: lock file's is-glob@4.0.3 does not satisfy is-glob@3.1.0"],
  [
    'pnpm',
    '9.15.9',
    'ERR_PNPM_OUTDATED_LOCKFILE: Cannot install with "frozen-lockfile" because pnpm-lock.yaml is not up to date with <ROOT>/package.json\nspecifiers in the lockfile ({"is-odd":"^3.0.1","is-even":"1","is-glob":"^4.0.3"}) don\'t match specs in package.json ({"is-even":"1","is-glob":"^3.0.0","is-odd":"^3.0.1"})',
  ],
  [
    'yarn',
    '1.22.22',
    'Your lockfile needs to be updated, but yarn was run with `--frozen-lockfile`.',
  ],
  [
    'yarn',
    '4.18.1',
    'YN0028: The lockfile would have been modified by this install, which is explicitly forbidden.',
  ],
  ['bun', '1.4.5', 'lockfile had changes, but lockfile is frozen'],
] as const)(
  'recognises from %s %s that its lockfile is out of sync',
  (manager, version, reason) => {
    const output = printed(manager, version, 'out-of-sync');
    expect(extractInstallerError(manager, output)).toBe(reason);
    expect(isLockfileOutOfSync(manager, output)).toBe(true);
  },
);

test.each([
  ['npm', '11.19.1', 'ETARGET: No matching version found for is-odd@^99.0.0.'],
  ['pnpm', '9.15.9', 'ERR_PNPM_NO_MATCHING_VERSION: No matching version found for is-odd@^99.0.0'],
  ['yarn', '1.22.22', 'Couldn\'t find any versions for "is-odd" that matches "^99.0.0"'],
  ['yarn', '4.18.1', 'YN0082: is-odd@npm:^99.0.0: No candidates found'],
  [
    'bun',
    '1.4.5',
    'No version matching "^99.0.0" found for specifier "is-odd" (but package exists)',
  ],
] as const)('recognises from %s %s that there is no such version', (manager, version, reason) => {
  const output = printed(manager, version, 'no-version');
  expect(extractInstallerError(manager, output)).toBe(reason);
  expect(isLockfileOutOfSync(manager, output)).toBe(false);
});

describe.each(MANAGERS)('a failed script run by %s %s', (manager, version) => {
  test('is reported by its own first error', () => {
    const [first, ...more] = extractInstallerError(
      manager,
      printed(manager, version, 'script-failed'),
    ).split('\n');
    expect(first).toMatch(/failed|couldn't be built|exited with 1/);
    expect(more).toEqual(['Error: my reason']);
  });

  test('is reported by its last output when it named no error', () => {
    const { stderr } = printed(manager, version, 'script-failed');
    const silent = stderr
      .split('\n')
      .filter((line) => /no luck|^npm |ELIFECYCLE|^error|YN0009|^\$ |^> /.test(line))
      .join('\n');
    const [, ...more] = extractInstallerError(manager, { stdout: silent, stderr: '' }).split('\n');
    expect(more.join('\n')).toBe('no luck today');
  });
});

test('finds the output of a package script among the words of npm', () => {
  const stderr = [
    'npm error code 1',
    'npm error path /project/node_modules/addon',
    'npm error command failed',
    'npm error command sh -c node-gyp rebuild',
    'npm error gyp info it worked if it ends with ok',
    'npm error gyp ERR! find Python',
    'npm error gyp ERR! stack Error: Could not find any Python installation to use',
    'npm error gyp ERR! stack     at PythonFinder.fail',
  ].join('\n');
  expect(extractInstallerError('npm', { stdout: '', stderr })).toBe(
    'command failed: sh -c node-gyp rebuild\nError: Could not find any Python installation to use',
  );
});

test.each([
  [
    'npm error code ERESOLVE\nnpm error ERESOLVE could not resolve\nnpm error\nnpm error While resolving: app@1.0.0\nnpm error Found: react@18.0.0\nnpm error Fix the upstream dependency conflict, or retry',
    'ERESOLVE: could not resolve\nWhile resolving: app@1.0.0\nFound: react@18.0.0',
  ],
  [
    'npm error code E404\nnpm error 404 Not Found - GET https://registry.example/nix - Not found\nnpm error 404\nnpm error A complete log of this run can be found in: /x.log',
    'E404: Not Found - GET https://registry.example/nix - Not found',
  ],
  [
    'npm ERR! code ENOTFOUND\nnpm ERR! syscall getaddrinfo\nnpm ERR! errno ENOTFOUND\nnpm ERR! network request to https://registry.example/nix failed, reason: getaddrinfo ENOTFOUND registry.example',
    'ENOTFOUND: network request to https://registry.example/nix failed, reason: getaddrinfo ENOTFOUND registry.example',
  ],
  ['', 'no error message'],
  ['first\n1\n2\n3\n4\n5\n6', '2\n3\n4\n5\n6'],
])('extracts the error of npm from %j', (stderr, reason) => {
  expect(extractInstallerError('npm', { stdout: '', stderr })).toBe(reason);
});

test('reads the codes of pnpm 11 in brackets', () => {
  const stdout =
    '✓ Lockfile passes\n[ERR_PNPM_TARBALL_READ_LOCAL_TARBALL] Cannot read local tarball';
  expect(extractInstallerError('pnpm', { stdout, stderr: '' })).toBe(
    'ERR_PNPM_TARBALL_READ_LOCAL_TARBALL: Cannot read local tarball',
  );
});

test('names a system error of pnpm by its code, and not by the end of its stack', () => {
  const stdout = [
    'Packages: +1',
    " ENOENT  ENOENT: no such file or directory, open '/x/none.tgz'",
    '',
    "pnpm: ENOENT: no such file or directory, open '/x/none.tgz'",
    '    at Object.openSync (node:fs:778:18)',
    '    at PQueue.add (/y/pnpm.cjs:108758:16)',
  ].join('\n');
  expect(extractInstallerError('pnpm', { stdout, stderr: '' })).toBe(
    "ENOENT: no such file or directory, open '/x/none.tgz'",
  );
});

test('treats a lockfile that this pnpm no longer reads as out of sync', () => {
  const stdout = [
    ' ERR_PNPM_LOCKFILE_BREAKING_CHANGE  Lockfile /x/pnpm-lock.yaml not compatible with current pnpm',
    '',
    'Run with the --force parameter to recreate the lockfile.',
  ].join('\n');
  expect(isLockfileOutOfSync('pnpm', { stdout, stderr: '' })).toBe(true);
});
