/** Sessions on disk: several processes at once, kills, and files that were modified externally. */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../../harness/model/user-error.ts';
import { loadSession } from '../../../../plugins/team/handle-user-input-to-session.ts';
import {
  expectedArtifact,
  namespaceName,
} from '../../../../plugins/team/session/session-artifact-paths.ts';
import { createSession, sessionSchema } from '../../../../plugins/team/session/team-session.ts';
import { becomeCoordinator } from '../../../../plugins/team/store/coordinator-lock.ts';
import { findSession } from '../../../../plugins/team/store/find-team-session.ts';
import { recoverSession } from '../../../../plugins/team/store/recover-session-and-process-events.ts';
import { openTeamStore } from '../../../../plugins/team/store/team-session-store.ts';
import { createWorkerReport } from '../../../support/scripted-team-worker-reports.ts';
import {
  createStoredSession,
  SESSION_TIME,
  sampleTeamRequest,
} from '../../../support/simulated-team-session.ts';

const run = promisify(execFile);
const WRITER = join(import.meta.dirname, '../../../support/write-team-session-namespace-child.ts');

/** Recovers a session from its files, as a coordinator does first. */
const takeUp = async (...[host, root, named]: Parameters<typeof loadSession>) => {
  const { store } = await loadSession(host, root, named);
  const release = await becomeCoordinator(host, store.paths);
  try {
    return await recoverSession(store, host.clock.now().toISOString());
  } finally {
    release();
  }
};

const refusal = async (doing: Promise<unknown>): Promise<UserError> => {
  const error = await doing.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
};

test('TEAM-16: makes the folder of all sessions ignore itself in git', async () => {
  const { root, store } = await createStoredSession();
  execFileSync('git', ['init', '-q'], { cwd: root });
  const args = ['status', '--porcelain', '--untracked-files=all'];
  expect(execFileSync('git', args, { cwd: root, encoding: 'utf8' })).toBe('');
  expect(store.paths.folders.every((folder) => statSync(folder).isDirectory())).toBe(true);
});

test('TEAM-21: loses no namespace written concurrently, and has all of them in the shared memory', async () => {
  const { root, store } = await createStoredSession();
  const names = ['optimizer.B01', 'optimizer.B01'];
  const args = (name: string): string[] => [WRITER, root, 'faster-shop', name, '6'];
  await Promise.all(names.map((name) => run(process.execPath, args(name))));
  const text = readFileSync(store.paths.artefact('wisdom/shared-memory.json'), 'utf8');
  const shared: Readonly<Record<string, readonly unknown[]>> = JSON.parse(text);
  const written = Object.entries(shared).map(([name, all]) => [name, new Set(all).size]);
  expect(Object.fromEntries(written)).toEqual({ 'optimizer.B01': 2 * 6 });
});

test('TPO-07: leaves the namespace of another branch unchanged when a branch writes', async () => {
  const { store } = await createStoredSession();
  const path = store.paths.artefact(expectedArtifact('IMPL', 'optimizer', 'B02'));
  await store.updateNamespace(namespaceName('optimizer', 'B02'), () => ({ files: ['src/2.ts'] }));
  const before = readFileSync(path, 'utf8');
  const { mtimeNs } = statSync(path, { bigint: true });
  await store.updateNamespace(namespaceName('optimizer', 'B01'), () => ({ files: ['src/1.ts'] }));
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(statSync(path, { bigint: true }).mtimeNs).toBe(mtimeNs);
  // Each pipeline, and a single run, has a file of its own.
  const others = ['B01', 'B02', 'A', 'main'].map((lane) =>
    expectedArtifact('IMPL', 'optimizer', lane),
  );
  expect(new Set(others).size).toBe(4);
});

describe('TPW-01: a claim', () => {
  it('is given to one of many workers', async () => {
    const { store } = await createStoredSession();
    const claims = Array.from({ length: 8 }, (_, at) =>
      store.claim({ id: 'PROFILE-001', role: 'profiler', owner: `worker ${at}` }),
    );
    const given = (await Promise.all(claims)).filter((claim) => claim !== null);
    expect(given).toHaveLength(1);
    expect(given[0]).toMatchObject({ status: 'in_progress', attempt: 1 });
  });
  it('is not given for a task of another role', async () => {
    const { store } = await createStoredSession();
    const claim = { id: 'PROFILE-001', role: 'reviewer', owner: 'x' } as const;
    expect(await store.claim(claim)).toBeNull();
  });
  it('persists when the coordinator writes what it knew before', async () => {
    const { store } = await createStoredSession();
    const { session, tasks } = await store.read();
    await store.claim({ id: 'PROFILE-001', role: 'profiler', owner: 'x' });
    await store.commit({ session, tasks: [...tasks.values()], artefacts: new Map() });
    expect((await store.read()).tasks.get('PROFILE-001')).toMatchObject({ status: 'in_progress' });
  });
});

describe('TEAM-20: a resumed session', () => {
  it('repeats what was begun without a report', async () => {
    const { host, root, store } = await createStoredSession();
    await store.claim({ id: 'PROFILE-001', role: 'profiler', owner: 'x' });
    const { tasks, session } = await takeUp(host, root, null);
    expect(tasks.get('PROFILE-001')).toMatchObject({ status: 'pending', attempt: 1 });
    expect(session.active_tasks).toEqual([]);
  });
  it('TPW-02: accepts a whole report, but not half of it', async () => {
    const { store } = await createStoredSession();
    const task = await store.claim({ id: 'PROFILE-001', role: 'profiler', owner: 'x' });
    if (task === null) throw new Error('no claim');
    store.report(createWorkerReport(task, { role: 'profiler' }), task.attempt);
    const path = store.paths.report(task.id, 1);
    const whole = readFileSync(path, 'utf8');
    writeFileSync(path, whole.slice(0, 80));
    expect(store.reported(task.id, 1)).toBeNull();
    writeFileSync(path, whole);
    expect((await recoverSession(store, SESSION_TIME)).tasks.get('PROFILE-001')).toMatchObject({
      status: 'completed',
    });
  });
  it('recreates a task whose file was removed', async () => {
    const { store } = await createStoredSession({ mode: 'single' });
    rmSync(store.paths.task('BENCH-001'));
    const { tasks } = await recoverSession(store, SESSION_TIME);
    expect(tasks.get('BENCH-001')?.needs).toEqual(['IMPL-001']);
  });
  it('asks which session is meant when there are several', async () => {
    const { host, root } = await createStoredSession();
    const other = createSession(sampleTeamRequest({ id: 'other' }), new Date(SESSION_TIME));
    const none = { tasks: [], artefacts: new Map() };
    await openTeamStore(host, root, 'other').commit({ session: other, ...none });
    const { message } = await refusal(findSession(host, root, null));
    expect(message).toBe('The session is ambiguous: faster-shop, other.');
    expect(await findSession(host, root, 'other')).toBe('other');
  });
});

test('TEAM-19: rejects a session with an unknown status', async () => {
  const { store } = await createStoredSession();
  const { session } = await store.read();
  expect(session).toMatchObject({
    status: 'active',
    parallel_mode: 'auto',
    branches: [],
    independent_targets: [],
    fix_cycles: {},
    team_name: 'perf-team',
    max_branches: 5,
  });
  expect(sessionSchema.safeParse({ ...session, status: 'asleep' }).success).toBe(false);
});

describe('TPC-15: the check of changed session files', () => {
  const edited = async (name: 'session' | 'task', change: (text: string) => string) => {
    const { store } = await createStoredSession();
    const path = name === 'session' ? store.paths.session : store.paths.task('STRATEGY-001');
    writeFileSync(path, change(readFileSync(path, 'utf8')));
    return refusal(recoverSession(store, SESSION_TIME));
  };
  it.each([
    ['a newer version', 'session', (text: string) => text.replace('session@1', 'session@2')],
    ['half of it', 'session', (text: string) => text.slice(0, 200)],
    ['another shape', 'session', (text: string) => text.replace('"active"', '"asleep"')],
    ['another name', 'task', (text: string) => text.replace('"STRATEGY-001"', '"STRATEGY-009"')],
    ['a task of a newer version', 'task', (text: string) => text.replace('task@1', 'task@2')],
    ['half of a task', 'task', (text: string) => text.slice(0, 200)],
    [
      'a task that needs another than there is',
      'task',
      (text: string) => text.replace('"PROFILE-001"\n', '"PROFILE-007"\n'),
    ],
    ['a circle', 'task', (text: string) => text.replace('"PROFILE-001"\n', '"STRATEGY-001"\n')],
  ] as const)('%s', async (_, name, change) => {
    const { message, remedy, exitCode } = await edited(name, change);
    expect(message).toMatch(/session\.json|tasks/u);
    expect(remedy).not.toBe('');
    expect(exitCode).toBe(6);
  });
  it('reports half of what was being written', async () => {
    const { store } = await createStoredSession();
    writeFileSync(store.paths.commit, '{"session":{"schema"');
    const { message, remedy, exitCode } = await refusal(recoverSession(store, SESSION_TIME));
    expect(message).toContain('commit.json cannot be read');
    expect([remedy, exitCode]).toEqual([expect.stringContaining('Delete the file'), 6]);
    rmSync(store.paths.commit);
    expect((await recoverSession(store, SESSION_TIME)).session.status).toBe('active');
  });
  it('refuses a second coordinator', async () => {
    const { host, root, store } = await createStoredSession();
    const release = await becomeCoordinator(host, store.paths);
    const { message, exitCode } = await refusal(takeUp(host, root, null));
    expect(message).toContain(`process ${process.pid}`);
    expect(exitCode).toBe(8);
    release();
    await takeUp(host, root, null);
  });
});
