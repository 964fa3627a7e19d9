import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  createProcessOwnedName,
  isAbandoned,
} from '../../../harness/host/temporary-folder-name-with-owner-process.ts';
import { createHost } from '../../../harness/host.ts';
import { removeAbandonedSnapshots } from '../../../harness/snapshot/create-base-and-head-snapshots-in-cache.ts';
import { withUnguardedGit } from '../../support/run-git-without-process-guardian.ts';
import { addPackage, writeLockfile } from './local-npm-packages.ts';
import {
  createTestRepository,
  openSampleSnapshots,
  type SampleRepository,
} from './temporary-git-repository.ts';

const HOLDER = fileURLToPath(new URL('../../fixtures/snapshot/hold-snapshots.ts', import.meta.url));
const host = withUnguardedGit(createHost());
let repository: SampleRepository;
let child: ChildProcess | null;

beforeEach(() => {
  child = null;
  repository = createTestRepository({ 'x.js': 'one' });
  repository.commit('v1');
});
afterEach(() => {
  child?.kill('SIGKILL');
});

const inCache = (folder: string): readonly string[] => readdirSync(join(repository.cache, folder));

/** Starts another command that opens snapshots; resolves at the step where it is to be killed. */
async function holder(doing: 'hold' | 'prepare' | 'install'): Promise<ChildProcess> {
  const started = spawn(process.execPath, [HOLDER, doing, repository.root, repository.cache], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    started.stdout?.once('data', () => resolve());
    started.once('exit', () => reject(new Error('ended early')));
  });
  return started;
}

async function kill(started: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => started.once('exit', resolve));
  started.kill('SIGKILL');
  await ended;
}

test.each(['prepare', 'install'] as const)(
  'cleans up at the next start after a kill during "%s", and leaves nothing in the repository',
  async (doing) => {
    if (doing === 'install') {
      // The installation never ends.
      writeLockfile(repository, {
        dependencies: { dep: addPackage(repository, 'dep', '1.0.0') },
        scripts: { postinstall: 'sleep 60' },
      });
    }
    const before = repository.bytes();
    child = await holder(doing);
    await kill(child);
    expect(inCache('snapshots')).toHaveLength(1);
    if (doing === 'install') expect(inCache('dependencies')[0]).toMatch(/^\./);
    const removed = removeAbandonedSnapshots(host, repository.cache);
    expect(removed).toHaveLength(doing === 'install' ? 2 : 1);
    expect(inCache('snapshots')).toEqual([]);
    if (doing === 'install') expect(inCache('dependencies')).toEqual([]);
    expect(repository.bytes()).toEqual(before);
    expect(repository.git('worktree', 'list').trim().split('\n')).toHaveLength(1);
    expect(repository.git('branch', '--list').trim()).toBe('* main');
  },
);

test('leaves alone what a living command holds, and cleans up first once it was killed', async () => {
  child = await holder('hold');
  const [theirs = ''] = inCache('snapshots');
  const mine = await openSampleSnapshots(host, repository);
  expect(inCache('snapshots')).toHaveLength(2);
  mine.moveIntoSlots(1);
  expect(existsSync(join(repository.cache, 'snapshots', theirs))).toBe(true);
  mine.remove();
  expect(inCache('snapshots')).toEqual([theirs]);
  await kill(child);
  const next = await openSampleSnapshots(host, repository);
  expect(inCache('snapshots')).not.toContain(theirs);
  next.remove();
});

test('keeps a folder of another machine for a week, and a folder of an unknown name forever', () => {
  const foreign = join(repository.cache, 'snapshots', '00000000-1-1-abcdef');
  const unknown = join(repository.cache, 'snapshots', 'mine');
  for (const folder of [foreign, unknown]) mkdirSync(folder, { recursive: true });
  const old = new Date('2020-01-01');
  utimesSync(unknown, old, old);
  expect(removeAbandonedSnapshots(host, repository.cache)).toEqual([]);
  utimesSync(foreign, old, old);
  expect(removeAbandonedSnapshots(host, repository.cache)).toEqual([foreign]);
});

test('removes only a Node.js that a killed command did not finish installing', () => {
  const dead = createProcessOwnedName(host).replace(/-\d+-(?=[0-9a-f]+$)/, '-1-');
  const names = [`.24-9-0.${dead}`, `.24.${createProcessOwnedName(host)}`, '24.9.0'];
  const [cut, ...others] = names.map((name) => join(repository.cache, 'node', name));
  for (const name of names) mkdirSync(join(repository.cache, 'node', name), { recursive: true });
  expect(removeAbandonedSnapshots(host, repository.cache)).toEqual([cut]);
  expect(others.every((path) => existsSync(path))).toBe(true);
});

test('does not take a process of the same number with another start time for the owner', () => {
  const name = createProcessOwnedName(host);
  expect(isAbandoned(host, name, 0)).toBe(false);
  expect(isAbandoned(host, `.key.${name}`, 0)).toBe(false);
  expect(isAbandoned(host, name.replace(/-\d+-(?=[0-9a-f]+$)/, '-1-'), 0)).toBe(true);
});
