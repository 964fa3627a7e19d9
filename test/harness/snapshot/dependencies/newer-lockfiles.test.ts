/** Lockfiles of versions that are not known yet: what is not understood is taken for a difference. */
import { expect, test } from 'vitest';
import { UnreadableLock } from '../../../../harness/snapshot/dependencies/lock-graph.ts';
import { readNpmLock } from '../../../../harness/snapshot/dependencies/npm-lock.ts';
import { readBunLock, readPnpmLock } from '../../../../harness/snapshot/dependencies/read-lock.ts';

const npm = (lockfileVersion: number) => () =>
  readNpmLock(JSON.stringify({ lockfileVersion, packages: { '': {} } }), ['.']);
const pnpm = (lockfileVersion: string) => () => readPnpmLock({ lockfileVersion, importers: {} });
const bun = (lockfileVersion: number) => () =>
  readBunLock({ lockfileVersion, workspaces: {}, packages: {} });

test.each([
  ['npm', npm(4), npm(3)],
  ['pnpm', pnpm('10.0'), pnpm('9.0')],
  ['bun', bun(3), bun(2)],
])('a lockfile of a newer %s is not read', (_, newer, known) => {
  expect(newer).toThrow(UnreadableLock);
  expect(known).not.toThrow();
});
