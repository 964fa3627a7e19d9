/** Sessions of scripted workers, and a killed coordinator; real kills are in the proof test. */
import { describe, expect, it, test } from 'vitest';
import { computeAggregateResults } from '../../../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { runSession, type Worker } from '../../../../plugins/team/coordinate/run-team-session.ts';
import type { SessionState } from '../../../../plugins/team/coordinate/workstream-state-from-tasks.ts';
import {
  answerQuestion,
  loadSession,
} from '../../../../plugins/team/handle-user-input-to-session.ts';
import type { Completion } from '../../../../plugins/team/session/task-completion.ts';
import { recoverSession } from '../../../../plugins/team/store/recover-session-and-process-events.ts';
import { openTeamStore } from '../../../../plugins/team/store/team-session-store.ts';
import {
  createCrashingHost,
  SimulatedCrash,
} from '../../../support/host-crashing-after-file-write.ts';
import {
  answerTeamTaskWithPlan,
  workersOfEachRole,
} from '../../../support/scripted-team-worker-reports-with-plan.ts';
import { createStoredSession } from '../../../support/simulated-team-session.ts';

const options = { timeLimitMs: 100_000, signal: new AbortController().signal };

/** Sound: the driver checks the reports of workers. */
const answering =
  (how: string): Worker['run'] =>
  async (task) =>
    answerTeamTaskWithPlan(task, how) as Completion;

const endings = ({ tasks }: SessionState): readonly string[] =>
  [...tasks.values()].map(({ id, status }) => `${id} ${status}`);

test('TEAM-04: runs the tasks of every role, one of which needs a fix', async () => {
  const { host, store } = await createStoredSession();
  const begun: string[] = [];
  const workers = workersOfEachRole((task, context) => {
    begun.push(task.id);
    return answering('mended')(task, context);
  });
  const kept = await runSession(host, store, workers, options);
  expect(kept.session).toMatchObject({ status: 'completed', resolved_mode: 'fan-out' });
  expect(kept.session.fix_cycles).toEqual({ B01: 0, B02: 1, B03: 0 });
  expect(begun).toHaveLength(2 + 3 * 3 + 3);
  expect(computeAggregateResults(kept).overall).toMatchObject({
    status: 'complete',
    passed: 3,
  });
  expect(await store.read()).toEqual(kept);
});

describe('TPC-04: a task with three workers', () => {
  it.each<[string, Worker['run'], string]>([
    ['hangs', () => new Promise(() => undefined), 'it took longer than 0.1 s'],
    ['dies', () => Promise.reject(new Error('it was killed')), 'it was killed'],
    ['leaves out a field', answering('bare'), "the worker's report is unusable: verification"],
    [
      'reports for another',
      answering('other'),
      "the worker's report is unusable: the report belongs to task IMPL-B09",
    ],
  ])('fails when each of them %s', async (how, run, reason) => {
    const { host, store } = await createStoredSession();
    const begun: string[] = [];
    const workers = workersOfEachRole((task, context) => {
      begun.push(task.id);
      return run(task, context);
    });
    const timeLimitMs = how === 'hangs' ? 100 : options.timeLimitMs;
    const { tasks } = await runSession(host, store, workers, { ...options, timeLimitMs });
    expect(begun).toEqual(['PROFILE-001', 'PROFILE-001', 'PROFILE-001']);
    const lost = tasks.get('PROFILE-001');
    expect(lost).toMatchObject({ status: 'failed', lost: 3 });
    expect(JSON.stringify(lost)).toContain(reason);
  });
});

test('TEAM-31: restarts a task when a worker began it ahead of the coordinator and died', async () => {
  const { host, store } = await createStoredSession({ mode: 'single' });
  const workers = workersOfEachRole(answering('well'));
  const ahead: Worker = {
    run: async (task, context) => {
      const owner = 'a worker that is gone';
      await store.claim({ id: 'STRATEGY-001', role: 'strategist', owner });
      return workers.profiler.run(task, context);
    },
  };
  const kept = await runSession(host, store, { ...workers, profiler: ahead }, options);
  expect(kept.session.status).toBe('completed');
  const plan = kept.tasks.get('STRATEGY-001');
  expect(plan).toMatchObject({ status: 'completed', attempt: 2, lost: 1 });
});

test('TEAM-09: passes an answer from another process to a team that works', async () => {
  const { host, root, store } = await createStoredSession({ yes: false });
  const begun: string[] = [];
  const workers = workersOfEachRole((task, context) => {
    begun.push(task.id);
    return answering('well')(task, context);
  });
  expect((await runSession(host, store, workers, options)).session.pending_decisions).toHaveLength(
    1,
  );
  await answerQuestion(host, await loadSession(host, root, null), 'CP-1', { choice: 'proceed' });
  const { session } = await runSession(host, store, workers, options);
  expect(session.pending_decisions.map(({ checkpoint }) => checkpoint)).toEqual(['CP-2']);
  expect(begun).toEqual(['PROFILE-001', 'STRATEGY-001']);
});

test('TEAM-20: ends the same when the coordinator is killed after a write', async () => {
  const undisturbed = await createStoredSession();
  const workers = workersOfEachRole(answering('mended'));
  await runSession(undisturbed.host, undisturbed.store, workers, options);
  const expected = await undisturbed.store.read();
  expect(expected.session.status).toBe('completed');
  const { host, root, store } = await createStoredSession();
  let writes = 0;
  const crashing = createCrashingHost(host, () => {
    writes += 1;
    return writes === 12;
  });
  const killed = openTeamStore(crashing, root, 'faster-shop');
  await expect(runSession(crashing, killed, workers, options)).rejects.toThrow(SimulatedCrash);
  await recoverSession(store, new Date().toISOString());
  await runSession(host, store, workers, options);
  const kept = await store.read();
  expect(endings(kept)).toEqual(endings(expected));
  expect(computeAggregateResults(kept)).toEqual(computeAggregateResults(expected));
  expect(kept.session.fix_cycles).toEqual(expected.session.fix_cycles);
});
