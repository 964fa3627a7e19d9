/** Lockfiles of unknown future versions: anything not understood counts as a difference. */
import { expect, test } from 'vitest';
import { UnreadableLockfile } from '../../../../harness/snapshot/dependencies/lockfile-graph.ts';
import { readNpmLockfileGraph } from '../../../../harness/snapshot/dependencies/npm-lockfile-graph.ts';
import {
  readBunLockfileGraph,
  readPnpmLockfileGraph,
} from '../../../../harness/snapshot/dependencies/read-lockfile-graph.ts';

const npm = (lockfileVersion: number) => () =>
  readNpmLockfileGraph(JSON.stringify({ lockfileVersion, packages: { '': {} } }), ['.']);
const pnpm = (lockfileVersion: string) => () =>
  readPnpmLockfileGraph({ lockfileVersion, importers: {} });
const bun = (lockfileVersion: number) => () =>
  readBunLockfileGraph({ lockfileVersion, workspaces: {}, packages: {} });

test.each([
  ['npm', npm(4), npm(3)],
  ['pnpm', pnpm('10.0'), pnpm('9.0')],
  ['bun', bun(3), bun(2)],
])('rejects a lockfile of a newer %s', (_, newer, known) => {
  expect(newer).toThrow(UnreadableLockfile);
  expect(known).not.toThrow();
});
