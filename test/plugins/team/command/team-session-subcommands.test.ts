/** Commands for a team on the command line. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test, vi } from 'vitest';
import { runSession } from '../../../../plugins/team/coordinate/run-team-session.ts';
import { reduceSession } from '../../../../plugins/team/coordinate/session-reducer.ts';
import { becomeCoordinator } from '../../../../plugins/team/store/coordinator-lock.ts';
import { startCli } from '../../../support/run-cli.ts';
import { runCommandInProcess } from '../../../support/run-command-in-process.ts';
import { createWorkerReport } from '../../../support/scripted-team-worker-reports.ts';
import { createAnsweringWorkers } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import { createStoredSession, SESSION_TIME } from '../../../support/simulated-team-session.ts';
import { unwrapTerminalOutput } from '../../../support/unwrap-terminal-output.ts';

type Kept = Awaited<ReturnType<typeof createStoredSession>>;

/** Runs workers that answer at once, until a person is needed. */
async function work({ host, store }: Kept): Promise<void> {
  await runSession(host, store, createAnsweringWorkers(), {
    timeLimitMs: 600_000,
    signal: new AbortController().signal,
  });
}

const say = (root: string, ...words: readonly string[]) =>
  runCommandInProcess(['team', ...words], { cwd: root, isLight: true });

const bytesBelow = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (readdirSync(folder, { recursive: true }) as string[])
      .map((name) => join(folder, name))
      .filter((path) => statSync(path).isFile())
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );

test('TEAM-15: runs a session from its first question to its archive', async () => {
  const kept = await createStoredSession({ yes: false });
  await work(kept);
  const before = bytesBelow(kept.root);
  const shown = await say(kept.root, 'status');
  expect(shown).toMatchObject({ code: 0, err: '' });
  expect(shown.out).toContain('CP-1:PROFILE-001');
  expect(bytesBelow(kept.root)).toEqual(before);
  expect((await say(kept.root, 'decide', 'CP-1', '--narrow', 'src')).code).toBe(0);
  await work(kept);
  await say(kept.root, 'decide', '--priority', 'OPT-003=P0');
  await work(kept);
  expect((await kept.store.read()).session.branches[0]?.opt_id).toBe('OPT-003');
  const done = await say(kept.root, 'finish', '--keep');
  expect(done.out).toContain('perf-harness team resume --session faster-shop');
  expect((await kept.store.read()).session.status).toBe('paused');
  expect((await say(kept.root, 'revise', 'IMPL-B01', 'simpler')).out).toContain('IMPL-B01-V1');
  await work(kept);
  expect((await say(kept.root, 'recheck')).out).toContain('QUALITY-B01-V2');
  await work(kept);
  expect((await say(kept.root, 'feedback', 'mind the memory')).code).toBe(0);
  const exported = join(kept.root, 'results');
  expect((await say(kept.root, 'finish', '--export', 'results')).code).toBe(0);
  expect(JSON.parse(readFileSync(join(exported, 'aggregate-results.json'), 'utf8'))).toMatchObject({
    overall: { status: 'complete', total_branches: 3, passed: 3 },
  });
  expect((await kept.store.read()).session.status).toBe('completed');
  // A single session needs no name.
  expect((await say(kept.root, 'status')).out).toContain('faster-shop  completed');
});

test('TEAM-14: keeps a session that cannot be exported, instead of archiving it', async () => {
  const kept = await createStoredSession({ yes: false, mode: 'single' });
  await work(kept);
  await say(kept.root, 'decide', '--proceed');
  await work(kept);
  await say(kept.root, 'decide', '--proceed');
  await work(kept);
  const { code, err } = await say(
    kept.root,
    'finish',
    '--export',
    '.workflow/faster-shop/session.json',
  );
  expect(code).not.toBe(0);
  expect(err).toContain('session.json');
  expect((await kept.store.read()).session.status).toBe('paused');
});

test('TPC-04: counts the first of two answers that come while another process works', async () => {
  const kept = await createStoredSession({ yes: false });
  await work(kept);
  const release = await becomeCoordinator(kept.host, kept.store.paths);
  for (const words of [['--narrow', 'src'], ['--proceed']]) {
    expect((await say(kept.root, 'decide', 'CP-1', ...words)).out).toContain(
      'passed to the coordinator',
    );
  }
  release();
  await work(kept);
  const { session } = await kept.store.read();
  expect(session.decisions).toMatchObject([{ answer: { choice: 'narrow', scope: ['src'] } }]);
  expect(session.pending_decisions).toMatchObject([{ checkpoint: 'CP-2' }]);
  expect(kept.store.inbox()).toEqual([]);
  const late = await say(kept.root, 'decide', 'CP-1', '--proceed');
  expect([late.code, late.err]).toMatchObject([
    2,
    expect.stringMatching(/has no such question. Pending questions:\nCP-2:/u),
  ]);
});

test('TPW-05: refuses a worker a task that was not claimed for it', async () => {
  const { root, store } = await createStoredSession();
  await store.claim({ id: 'PROFILE-001', role: 'profiler', owner: 'another' });
  const before = bytesBelow(store.paths.folder);
  for (const [task, attempt, why] of [
    ['PROFILE-001', '2', 'it is in_progress, attempt 1'],
    ['STRATEGY-001', '1', 'it is pending, attempt 0'],
    ['IMPL-B01', '1', 'there is no such task'],
  ] as const) {
    const words = ['team-worker', 'faster-shop', task, attempt];
    const { code, out, err } = await runCommandInProcess(words, { cwd: root });
    expect([code, out]).toEqual([2, '']);
    expect(unwrapTerminalOutput(err)).toContain(`${task} is not assigned to this worker: ${why}`);
  }
  expect(bytesBelow(store.paths.folder)).toEqual(before);
});

describe('TPC-01: the one-paragraph message about what cannot be done', () => {
  it.each([
    [['decide', 'CP-4', '--proceed'], 'no such question'],
    [['decide', '--proceed', '--again'], 'one answer; found 2'],
    [['decide', '--priority', 'first'], '--priority takes a value such as OPT-001=P0'],
    [['finish', '--archive'], 'is not finished yet'],
    [['finish'], '--archive, --keep and --export'],
    [['revise', 'IMPL-B07'], 'task IMPL-B07 does not exist'],
    [['recheck'], 'no change has been reviewed yet'],
    [['improve', 'looks'], 'team improve takes one of correctness'],
    [['status', '--session', 'other'], 'There is no session other'],
  ])('%s', async (words, message) => {
    const { root } = await createStoredSession();
    const { code, out, err } = await say(root, ...words);
    expect(err.replaceAll(/\s+/gu, ' ')).toContain(message);
    expect([code, out]).toEqual([2, '']);
  });
});

test('TEAM-15: redraws a watched session when it changes, and ends when nobody works on it', async () => {
  const kept = await createStoredSession({ yes: false });
  const release = await becomeCoordinator(kept.host, kept.store.paths);
  const { child, result } = startCli(['team', 'status', '--watch'], { cwd: kept.root });
  let shown = '';
  child.stdout?.on('data', (chunk) => {
    shown += chunk;
  });
  const drawn = async (text: string): Promise<void> => {
    await vi.waitFor(() => expect(shown).toContain(text), { timeout: 90_000, interval: 20 });
  };
  await drawn('[WAIT] PROFILE-001');
  const task = await kept.store.claim({ id: 'PROFILE-001', role: 'profiler', owner: 'test' });
  await drawn('[RUN]  PROFILE-001');
  expect(child.exitCode).toBeNull();
  const { session, tasks } = await kept.store.read();
  const reported = {
    ...({ type: 'reported', attempt: task?.attempt ?? 0, at: SESSION_TIME } as const),
    completion: createWorkerReport(
      { id: 'PROFILE-001', expected: 'report.md' },
      { role: 'profiler' },
    ),
  };
  await kept.store.commit(reduceSession({ session, tasks }, reported));
  await drawn('CP-1:PROFILE-001');
  release();
  const { code, out, err } = await result;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  // Drawn once for each change, without a word to a terminal that is not there.
  expect(out.match(/^perf-team: make the shop faster$/gmu)).toHaveLength(3);
  expect(out).not.toContain('\u001B');
  expect(out.indexOf('[WAIT] PROFILE-001')).toBeLessThan(out.indexOf('[RUN]  PROFILE-001'));
  expect(out.indexOf('[RUN]  PROFILE-001')).toBeLessThan(out.indexOf('[DONE] PROFILE-001'));
});
