/** Branches that passed, really merged; their costs are in their files. */
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import { combineBranches } from '../../../../plugins/team/combine/combine-and-measure-passed-branches.ts';
import { needsCombination } from '../../../../plugins/team/combine/ensure-passed-branches-are-combined.ts';
import { runSession } from '../../../../plugins/team/coordinate/run-team-session.ts';
import { reduceSession } from '../../../../plugins/team/coordinate/session-reducer.ts';
import type { Task } from '../../../../plugins/team/session/session-task.ts';
import { createSession } from '../../../../plugins/team/session/team-session.ts';
import { findSession } from '../../../../plugins/team/store/find-team-session.ts';
import { openTeamStore } from '../../../../plugins/team/store/team-session-store.ts';
import { openWorkerFiles } from '../../../../plugins/team/workers/worker-settings-profile-and-change-files.ts';
import { createCommittedProject } from '../../../support/git-project.ts';
import { withUnguardedGit } from '../../../support/run-git-without-process-guardian.ts';
import { samplePerformanceMap } from '../../../support/sample-optimization-context.ts';
import {
  COST_FILES,
  compareCostsOfBranches,
} from '../../../support/scripted-branch-cost-comparison.ts';
import {
  answerTeamTaskWithPlan,
  workersOfEachRole,
} from '../../../support/scripted-team-worker-reports-with-plan.ts';
import { SESSION_TIME, sampleTeamRequest } from '../../../support/simulated-team-session.ts';

/** A session of which three branches have passed, each with these files. */
async function passed(changes: Readonly<Record<string, Readonly<Record<string, string>>>>) {
  const project = createCommittedProject('first', {
    ...COST_FILES,
  });
  const base = project.git('rev-parse', 'HEAD');
  const commits: Record<string, string> = {};
  for (const [lane, files] of Object.entries(changes)) {
    project.git('checkout', '--quiet', '--detach', base);
    commits[lane] = project.commit(lane, files);
  }
  project.git('checkout', '--quiet', 'main');
  const host = withUnguardedGit(createHost({ cwd: project.root }));
  const session = createSession(
    sampleTeamRequest({ mode: 'fan-out', baseCommit: base }),
    new Date(SESSION_TIME),
  );
  const store = openTeamStore(host, project.root, session.id);
  await store.commit(
    reduceSession({ session, tasks: new Map() }, { type: 'start', at: SESSION_TIME }),
  );
  // biome-ignore lint/suspicious/noExplicitAny: what a program reports is checked by the driver
  const run = async (task: Task): Promise<any> => ({
    ...(answerTeamTaskWithPlan(task, 'well') as object),
    ref: task.role === 'optimizer' ? commits[task.lane] : null,
  });
  const workers = workersOfEachRole(run);
  const { signal } = new AbortController();
  await runSession(host, store, workers, { timeLimitMs: 60_000, signal });
  openWorkerFiles(host, store.paths).saveProfile('main', {
    scenarios: [{ scenario: 'work', metric: 'wall_time', map: samplePerformanceMap() }],
    places: [],
  });
  const request = {
    root: project.root,
    session: session.id,
    signal,
    compare: compareCostsOfBranches,
  };
  return { project, base, host, store, combine: () => combineBranches(host, request) };
}

it('TEAM-20, TEAM-34: resumes a session to measure the sum of its branches, on a separate branch', async () => {
  const { project, base, host, store, ...team } = await passed({
    B01: { 'src/1.ts': '4\n' },
    B02: { 'src/2.ts': '4\n' },
    B03: { 'src/3.ts': '9\n' },
  });
  const found = () =>
    findSession(host, project.root, null, (kept, paths) => needsCombination(host, paths, kept));
  expect((await store.read()).session.status).toBe('completed');
  expect(await found()).toBe('faster-shop');
  const { lanes, left_out: left, metrics, interaction, branch, head } = await team.combine();
  expect({ lanes, left, interaction }).toEqual({
    lanes: ['B01', 'B02', 'B03'],
    left: [],
    interaction: 'add',
  });
  expect(metrics[0]?.sum.ratio).toBeCloseTo(17 / 30);
  expect(metrics[0]?.parts.map(({ lane, alone }) => [lane, alone.ratio])).toEqual([
    ['B01', 0.8],
    ['B02', 0.8],
    ['B03', 29 / 30],
  ]);
  expect(project.git('rev-parse', branch ?? '')).toBe(head);
  expect(project.git('diff', '--name-only', base, head ?? '').split('\n')).toHaveLength(3);
  expect(project.git('rev-parse', 'HEAD')).toBe(base);
  expect(project.git('status', '--porcelain')).toBe('');
  expect(project.git('worktree', 'list').split('\n')).toHaveLength(1);
  await expect(found()).rejects.toThrow('All sessions are completed.');
});

it('TEAM-34: leaves out a branch that makes another worse', async () => {
  const clashing = await passed({
    B01: { 'src/1.ts': '5\n' },
    B02: { 'src/2.ts': '5\n' },
    B03: { 'src/3.ts': '6\n' },
  });
  const found = await clashing.combine();
  expect(found).toMatchObject({
    lanes: ['B01', 'B02'],
    left_out: [
      {
        lane: 'B03',
        reason:
          'the other branches perform better without this branch: [work] wall_time +40.0 % [39.0, 41.0]',
      },
    ],
    interaction: 'add',
  });
});

it('TEAM-34: leaves out a branch that adds nothing to the others, despite its own gain', async () => {
  // The third branch has no effect once the first has done its work.
  const idle = await passed({
    B01: { 'src/1.ts': '7\n' },
    B02: { 'src/2.ts': '5\n' },
    B03: { 'src/3.ts': '9\n' },
  });
  const found = await idle.combine();
  expect(found).toMatchObject({
    lanes: ['B01', 'B02'],
    left_out: [
      {
        lane: 'B03',
        reason:
          'this branch adds no gain to the other branches: [work] wall_time 0.0 % [-1.0, 1.0]',
      },
    ],
  });
  expect(found.metrics[0]?.parts.map(({ lane, adds }) => [lane, adds.ratio])).toEqual([
    ['B01', 22 / 25],
    ['B02', 22 / 27],
  ]);
});

it('TEAM-34: combines nothing when all branches edit the same place', async () => {
  const { project, ...team } = await passed({
    B01: { 'src/1.ts': '5\n' },
    B02: { 'src/1.ts': '4\n' },
    B03: { 'src/1.ts': '3\n' },
  });
  expect(await team.combine()).toMatchObject({
    lanes: ['B01'],
    head: null,
    branch: null,
    metrics: [],
    interaction: null,
    left_out: [
      { lane: 'B02', reason: 'B02 conflicts with earlier branches in src/1.ts' },
      { lane: 'B03' },
    ],
  });
  expect(project.git('branch', '--list', 'team/*')).toBe('');
});
