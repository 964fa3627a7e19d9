/** The task graphs of the three modes, and how the mode of a session is chosen. */
import { describe, expect, it, test } from 'vitest';
import { isChangeTask } from '../../../../plugins/team/coordinate/workstream-state-from-tasks.ts';
import { type Task, taskSchema } from '../../../../plugins/team/session/session-task.ts';
import { createSession, sessionSchema } from '../../../../plugins/team/session/team-session.ts';
import {
  parseTaskPosition,
  ROLE_BY_PREFIX,
  taskId,
} from '../../../../plugins/team/session/workstream.ts';
import { findTaskGraphProblems } from '../../../../plugins/team/store/recover-session-and-process-events.ts';
import { summarizeOptimization } from '../../../../plugins/team/strategist/optimization-plan.ts';
import { readPlanBlock } from '../../../../plugins/team/strategist/read-assigned-plan.ts';
import {
  sampleOptimizations,
  sampleStrategistPlan,
} from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  createPlanOutcome,
  SimulatedTeam,
  sampleTeamRequest,
} from '../../../support/simulated-team-session.ts';

const idsOf = (team: SimulatedTeam): readonly string[] => [...team.tasks.keys()];

describe('TEAM-01: a task with a role prefix', () => {
  const [task] = new SimulatedTeam().tasks.values();
  it('is refused under another role', () => {
    expect(taskSchema.safeParse(task).success).toBe(true);
    expect(taskSchema.safeParse({ ...task, role: 'reviewer' }).success).toBe(false);
    expect(taskSchema.safeParse({ ...task, id: 'COORDINATE-001' }).success).toBe(false);
  });
  it('has an inner loop only for the optimizer', () => {
    const team = new SimulatedTeam({ mode: 'single' });
    const looping = [...team.tasks.values()].filter((task) => task.inner_loop);
    expect(looping.map(({ id }) => id)).toEqual(['IMPL-001']);
    expect(ROLE_BY_PREFIX.QUALITY).toBe('reviewer');
  });
});

test.each([
  [1, 'single'],
  [2, 'single'],
  [3, 'fan-out'],
] as const)('TEAM-03: resolves auto with %i improvements to %s', (count, mode) => {
  const team = new SimulatedTeam();
  expect(team.session.resolved_mode).toBeNull();
  team.plan(sampleOptimizations(count));
  expect(team.session.parallel_mode).toBe('auto');
  expect(team.session.resolved_mode).toBe(mode);
});

test('TEAM-05: creates five tasks in one line for a single run', () => {
  const team = new SimulatedTeam({ mode: 'single' });
  expect(Object.fromEntries([...team.tasks.values()].map(({ id, needs }) => [id, needs]))).toEqual({
    'PROFILE-001': [],
    'STRATEGY-001': ['PROFILE-001'],
    'IMPL-001': ['STRATEGY-001'],
    'BENCH-001': ['IMPL-001'],
    'REVIEW-001': ['IMPL-001'],
  });
  expect(findTaskGraphProblems(team.standing)).toEqual([]);
});

test('TEAM-06: creates two tasks for a fan-out, and three more for each branch after CP-2.5', () => {
  const team = new SimulatedTeam({ mode: 'fan-out' });
  expect(idsOf(team)).toEqual(['PROFILE-001', 'STRATEGY-001']);
  team.plan(sampleOptimizations(3));
  expect(team.tasks.size).toBe(2 + 3 * 3);
  expect(team.tasks.get('BENCH-B02')?.needs).toEqual(['IMPL-B02']);
  expect(team.tasks.get('IMPL-B03')?.needs).toEqual(['STRATEGY-001']);
});

test('TEAM-07: creates five tasks for each independent target at the start, for ten targets at most', () => {
  const team = new SimulatedTeam({ mode: 'independent', targets: ['server', 'client'] });
  expect(team.tasks.size).toBe(10);
  expect(team.tasks.get('BENCH-B01')?.pipeline_id).toBe('B');
  const ten = createSession(
    sampleTeamRequest({
      mode: 'independent',
      targets: Array.from({ length: 10 }, (_, at) => `t${at}`),
    }),
    new Date(),
  );
  const eleventh = { id: 'K', target: 'one too many' };
  expect(sessionSchema.safeParse(ten).success).toBe(true);
  const eleven = { ...ten, independent_targets: [...ten.independent_targets, eleventh] };
  expect(sessionSchema.safeParse(eleven).success).toBe(false);
});

test.each([
  ['main', 'FIX-002', 'BENCH-001-R2', 'IMPL-001-V2'],
  ['B01', 'FIX-B01-2', 'BENCH-B01-R2', 'IMPL-B01-V2'],
  ['A', 'FIX-A01-2', 'BENCH-A01-R2', 'IMPL-A01-V2'],
])('TEAM-08: names rounds in %s', (lane, fix, bench, version) => {
  const round = { kind: 'round', number: 2 } as const;
  expect(taskId('FIX', lane, round)).toBe(fix);
  expect(taskId('BENCH', lane, round)).toBe(bench);
  expect(taskId('IMPL', lane, { kind: 'version', number: 2 })).toBe(version);
  for (const id of [fix, bench]) expect(parseTaskPosition(id, lane)).toEqual(round);
  expect(parseTaskPosition(version, lane)).toEqual({ kind: 'version', number: 2 });
  expect(parseTaskPosition(taskId('BENCH', lane), lane)).toEqual({ kind: 'first' });
});

test('TEAM-11: lets all changes of a fan-out begin in the same step', () => {
  const team = new SimulatedTeam({ mode: 'fan-out' });
  expect(team.plan(sampleOptimizations(3)).start).toEqual(['IMPL-B01', 'IMPL-B02', 'IMPL-B03']);
});

test('TEAM-27: keeps the most urgent branches up to max_branches, and lists the others', () => {
  const team = new SimulatedTeam({ mode: 'fan-out' });
  team.plan(sampleOptimizations(7, ['P3', 'P1', 'P0', 'P2', 'P1', 'P2', 'P0']));
  expect(team.session.branches.map((branch) => branch.opt_id)).toEqual([
    'OPT-003',
    'OPT-007',
    'OPT-002',
    'OPT-005',
    'OPT-004',
  ]);
  expect(team.session.deferred.map(({ id }) => id)).toEqual(['OPT-006', 'OPT-001']);
});

test('TPC-05: gives a task everything that its worker has to know', () => {
  const team = new SimulatedTeam({ mode: 'fan-out' });
  team.plan(sampleOptimizations(3));
  const task = team.tasks.get('BENCH-B02');
  expect(task).toMatchObject({
    session: 'faster-shop',
    branch_id: 'B02',
    inner_loop: false,
    expected: 'artifacts/branches/B02/benchmark-results.json',
    context: { scope: ['src/1.ts'], shared_memory: 'wisdom/shared-memory/benchmarker.B02.json' },
  });
  for (const task of team.tasks.values()) {
    expect([task.purpose, task.success, ...task.steps, ...task.constraints]).not.toContain('');
  }
});

describe('TPC-06: the reported problem of a task chain', () => {
  const made = (): { tasks: Task[]; team: SimulatedTeam } => {
    const team = new SimulatedTeam({ mode: 'single' });
    return { team, tasks: [...team.tasks.values()] };
  };
  it.each([
    ['a task too few', (tasks: Task[]) => tasks.slice(0, 4), 'REVIEW-001 is missing'],
    [
      'another session',
      (tasks: Task[]) => tasks.map((task, at) => (at === 2 ? { ...task, session: 'x' } : task)),
      'IMPL-001 belongs to another session, x',
    ],
    [
      'a circle',
      (tasks: Task[]) =>
        tasks.map((task, at) => (at === 0 ? { ...task, needs: ['BENCH-001'] } : task)),
      'in a cycle: PROFILE-001, BENCH-001, IMPL-001, STRATEGY-001, PROFILE-001',
    ],
    [
      'a lane too many',
      (tasks: Task[]) => tasks.map((task, at) => (at === 4 ? { ...task, lane: 'B09' } : task)),
      'REVIEW-001 belongs to B09',
    ],
  ])('%s', (_, mutate, problem) => {
    const { team, tasks } = made();
    const mutated = new Map(mutate(tasks).map((task) => [task.id, task]));
    const problems = findTaskGraphProblems({ session: team.session, tasks: mutated });
    expect(problems.join('; ')).toContain(problem);
  });
});

describe('TPC-07: the branches of a plan', () => {
  it('have only their own block', () => {
    const team = new SimulatedTeam({ mode: 'fan-out' });
    const { artefacts } = team.plan(sampleOptimizations(2, ['P0', 'P1']));
    const detail = artefacts.get('artifacts/branches/B02/optimization-detail.md') ?? '';
    expect(detail).toContain('### OPT-002: improvement 2\n');
    expect(detail).not.toContain('OPT-001');
    expect(summarizeOptimization(readPlanBlock(detail))).toEqual(
      sampleOptimizations(2, ['P0', 'P1'])[1],
    );
    expect(team.session.fix_cycles).toEqual({ B01: 0, B02: 0 });
  });
  it('are refused when the metadata of the plan have another count', () => {
    const team = new SimulatedTeam({ mode: 'fan-out' });
    team.do('PROFILE-001', { role: 'profiler' });
    team.do('STRATEGY-001', {
      ...createPlanOutcome(sampleOptimizations(3)),
      optimization_count: 4,
    } as never);
    expect(team.tasks.get('STRATEGY-001')).toMatchObject({
      status: 'failed',
      reason: 'the plan has 3 blocks, but its metadata counts 4',
    });
  });
  it.each([
    ['names another', { id: 'OPT-004' }, 'describes OPT-001, OPT-002, but its metadata lists'],
    ['has other files', { target_files: ['x.ts'] }, 'and its metadata differ for OPT-002'],
  ])('are refused when the metadata of the plan %s', (_, changes, reason) => {
    const [first, second] = sampleOptimizations(2);
    if (first === undefined || second === undefined) throw new Error('two are made');
    const metadata = [first, { ...second, ...changes }];
    const reported = { ...createPlanOutcome([first, second]), optimizations: metadata };
    const team = new SimulatedTeam({ mode: 'fan-out' });
    team.do('PROFILE-001', { role: 'profiler' });
    team.do('STRATEGY-001', reported as never);
    expect(team.tasks.get('STRATEGY-001')).toMatchObject({ status: 'failed' });
    expect(JSON.stringify(team.tasks.get('STRATEGY-001'))).toContain(reason);
  });
  it('are refused when the criteria of the plan are words', () => {
    const list = sampleOptimizations(2);
    const plan = sampleStrategistPlan(list).replace('wall_time improves by 20 %', 'faster');
    const team = new SimulatedTeam({ mode: 'fan-out' });
    team.do('PROFILE-001', { role: 'profiler' });
    team.do('STRATEGY-001', { ...createPlanOutcome(list), plan } as never);
    const task = JSON.stringify(team.tasks.get('STRATEGY-001'));
    expect(task).toContain('is unusable: block 1: success_criteria');
  });
});

test('TPC-08: lists what can begin in the order of a scripted run', () => {
  const team = new SimulatedTeam({ mode: 'independent', targets: ['server', 'client'] });
  expect(team.start).toEqual(['PROFILE-A01', 'PROFILE-B01']);
  team.do('PROFILE-A01', { role: 'profiler' });
  expect(team.start).toEqual(['PROFILE-B01', 'STRATEGY-A01']);
  team.do('STRATEGY-A01', createPlanOutcome(sampleOptimizations(1)));
  team.do('IMPL-A01', { role: 'optimizer' });
  expect(team.start).toEqual(['BENCH-A01', 'PROFILE-B01', 'REVIEW-A01']);
  expect([...team.tasks.values()].filter(isChangeTask)).toHaveLength(2);
});
