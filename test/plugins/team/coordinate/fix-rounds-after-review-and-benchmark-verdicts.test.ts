/** Consequences of verdicts: completion, fix rounds, escalation, failed parts. */
import { describe, expect, it, test } from 'vitest';
import { computeAggregateResults } from '../../../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { explainRefusal } from '../../../../plugins/team/coordinate/apply-user-request-to-session.ts';
import {
  findReadyTasks,
  findSuccessorTask,
} from '../../../../plugins/team/coordinate/list-and-record-user-decisions.ts';
import { findFixCauses } from '../../../../plugins/team/coordinate/workstream-state-from-tasks.ts';
import {
  completionSchema,
  type RoleOutcome,
} from '../../../../plugins/team/session/task-completion.ts';
import { createWorkerReport } from '../../../support/scripted-team-worker-reports.ts';
import { sampleOptimizations } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  APPROVED_OUTCOME,
  createPlanOutcome,
  PASSED_OUTCOME,
  SESSION_TIME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';

const slower: RoleOutcome = {
  role: 'benchmarker',
  verdict: 'FAIL',
  improvement: null,
  regressions: ['wall_time 10 ms to 12 ms (+20 %), look at src/1.ts:3'],
};
const rejected: RoleOutcome = {
  role: 'reviewer',
  verdict: 'REJECT',
  findings: [{ dimension: 'correctness', text: 'src/1.ts:3 loses the last item' }],
};
const fanOut = (count = 3): SimulatedTeam => {
  const team = new SimulatedTeam({ mode: 'fan-out' });
  team.plan(sampleOptimizations(count, ['P1']));
  return team;
};

test.each([
  ['PASS', 'APPROVE', []],
  ['WARN', 'APPROVE', []],
  ['FAIL', 'APPROVE', ['bench']],
  ['PASS', 'REVISE', ['review']],
  ['WARN', 'REVISE', ['review']],
  ['FAIL', 'REVISE', ['bench', 'review']],
  ['PASS', 'REJECT', ['review']],
  ['WARN', 'REJECT', ['review']],
  ['FAIL', 'REJECT', ['bench', 'review']],
] as const)('TPC-09: finds for %s and %s the causes %j of a fix', (bench, review, causes) => {
  expect(findFixCauses(bench, review)).toEqual(causes);
});

test('TPC-09: does nothing before both verdicts are there', () => {
  const team = fanOut();
  team.do('IMPL-B01', { role: 'optimizer' });
  team.do('BENCH-B01', slower);
  expect(team.tasks.has('FIX-B01-1')).toBe(false);
  team.do('REVIEW-B01', rejected);
  expect(team.tasks.get('FIX-B01-1')?.needs).toEqual(['STRATEGY-B01-R1']);
});

test('TEAM-04: ignores a repeated event', () => {
  const team = fanOut();
  const { attempt, ...task } = team.claim('IMPL-B01');
  const completion = createWorkerReport(task, { role: 'optimizer' });
  const event = { type: 'reported', attempt, completion, at: SESSION_TIME } as const;
  team.event(event);
  const before = JSON.stringify([team.session, [...team.tasks]]);
  const again = team.event(event);
  expect(again.tasks).toEqual([]);
  expect(JSON.stringify([team.session, [...team.tasks]])).toBe(before);
});

describe('TPC-10: the three rounds before people take over', () => {
  const team = fanOut();
  team.judge('B01', PASSED_OUTCOME, APPROVED_OUTCOME);
  team.judge('B02', slower, APPROVED_OUTCOME);
  it('fix, measure and review again, three times', () => {
    for (const round of [1, 2, 3]) {
      expect(team.session.fix_cycles.B02).toBe(round);
      expect(team.tasks.get(`BENCH-B02-R${round}`)?.needs).toEqual([`FIX-B02-${round}`]);
      team.do(`FIX-B02-${round}`, { role: 'optimizer' });
      team.do(`BENCH-B02-R${round}`, slower);
      team.do(`REVIEW-B02-R${round}`, APPROVED_OUTCOME);
    }
    expect(team.tasks.has('FIX-B02-4')).toBe(false);
  });
  it('TEAM-12: end in an escalation the fourth time, without a round for other branches', () => {
    const { branches } = computeAggregateResults(team.standing);
    expect(branches.B02).toMatchObject({ status: 'escalated', fix_cycles: 3 });
    expect(team.session.fix_cycles).toEqual({ B01: 0, B02: 3, B03: 0 });
  });
  it('TEAM-24: end with a report of the remaining issues, and the others continue', () => {
    expect(team.session.notes.join()).toContain('B02 was abandoned after 3 fix rounds: wall_time');
    expect(team.start).toEqual(['IMPL-B03']);
  });
});

test('TEAM-23: gives a fix the measurements, and binds it to the files of its branch', () => {
  const team = fanOut();
  team.judge('B01', slower, APPROVED_OUTCOME);
  expect(team.tasks.get('FIX-B01-1')?.context).toMatchObject({
    feedback: ['wall_time 10 ms to 12 ms (+20 %), look at src/1.ts:3'],
    scope: ['src/1.ts'],
  });
});

test('TEAM-25: fails the branch of a failed change, and no other', () => {
  const team = fanOut();
  team.fail('IMPL-B01', 'it does not compile');
  for (const lane of ['B02', 'B03']) team.judge(lane, PASSED_OUTCOME, APPROVED_OUTCOME);
  expect(team.tasks.get('BENCH-B01')).toMatchObject({ status: 'failed', cause: 'blocked' });
  const { branches, overall } = computeAggregateResults(team.standing);
  expect(branches.B01).toMatchObject({ status: 'failed', reason: 'it does not compile' });
  expect(overall).toMatchObject({ status: 'partial', passed: 2, failed: 1 });
});

test('TEAM-26: notes one file in two branches, planned or done', () => {
  const team = new SimulatedTeam({ mode: 'fan-out' });
  const [first, second, third] = sampleOptimizations(3, ['P1']);
  const shared = { ...second, target_files: ['src/1.ts'] };
  team.plan([first, shared, third] as never);
  expect(team.session.notes).toContain('B01 and B02 both plan to change src/1.ts');
  team.do('IMPL-B01', { role: 'optimizer' }, ['src/1.ts']);
  team.do('IMPL-B02', { role: 'optimizer' }, ['src/1.ts']);
  expect(team.session.notes).toContain('IMPL-B02 and IMPL-B01 changed the same files: src/1.ts');
});

test('TEAM-28: continues the others when a pipeline fails, with a partial aggregate', () => {
  const team = new SimulatedTeam({ mode: 'independent', targets: ['server', 'client'] });
  team.fail('PROFILE-A01', 'nothing listens');
  team.do('PROFILE-B01', { role: 'profiler' });
  team.do('STRATEGY-B01', createPlanOutcome(sampleOptimizations(1)));
  team.judge('B01', PASSED_OUTCOME, APPROVED_OUTCOME);
  expect(computeAggregateResults(team.standing)).toMatchObject({
    branches: { A: { status: 'failed', target: 'server' }, B: { status: 'passed' } },
    overall: { status: 'partial', total_branches: 2 },
  });
  expect(team.session.status).toBe('completed');
});

test('TEAM-20: keeps what was judged when the clock goes backward', () => {
  const team = fanOut();
  team.judge('B01', PASSED_OUTCOME, APPROVED_OUTCOME);
  const before = team.tasks.size;
  team.clock = '2026-03-15T09:00:00.000Z';
  team.judge('B02', PASSED_OUTCOME, APPROVED_OUTCOME);
  team.event({ type: 'resume', at: team.clock });
  expect(team.tasks.size).toBe(before);
  // A change that was lost and repeated is measured again, whatever the clock says.
  team.tasks.delete('IMPL-B02');
  team.event({ type: 'resume', at: team.clock });
  team.clock = '2026-03-15T08:00:00.000Z';
  team.do('IMPL-B02', { role: 'optimizer' });
  expect(team.start).toEqual(expect.arrayContaining(['BENCH-B02-V1', 'REVIEW-B02-V2']));
});

describe('TPO-02: the plan files that limit a change', () => {
  const single = (): SimulatedTeam => {
    const team = new SimulatedTeam({ mode: 'single', yes: false });
    team.do('PROFILE-001', { role: 'profiler' });
    team.decide('CP-1:PROFILE-001', { choice: 'proceed' });
    team.do('STRATEGY-001', createPlanOutcome(sampleOptimizations(1)));
    team.decide('CP-2:STRATEGY-001', { choice: 'proceed' });
    team.do('IMPL-001', { role: 'optimizer' }, ['src/1.ts', 'src/more.ts']);
    return team;
  };
  it('apply to a single run too, with a hint how the plan comes to name more', () => {
    const task = single().tasks.get('IMPL-001');
    expect(task).toMatchObject({
      reason:
        'the task changed files outside its scope: src/more.ts; run team revise STRATEGY-001 to add them to the plan',
    });
  });
  it('are planned again for a change that needs more', () => {
    const team = single();
    team.event({
      type: 'revise',
      task_id: 'STRATEGY-001',
      feedback: 'src/more.ts too',
      order_id: '1',
      at: SESSION_TIME,
    });
    const [optimization] = sampleOptimizations(1);
    if (optimization === undefined) throw new Error('one is made');
    team.do(
      'STRATEGY-001-V1',
      createPlanOutcome([{ ...optimization, target_files: ['src/1.ts', 'src/more.ts'] }]),
    );
    team.decide('CP-2:STRATEGY-001-V1', { choice: 'proceed' });
    team.do('IMPL-001-V1', { role: 'optimizer' }, ['src/1.ts', 'src/more.ts']);
    expect(team.tasks.get('IMPL-001-V1')).toMatchObject({ status: 'completed' });
  });
});

test('TPC-12: keeps a session open while a retry runs', () => {
  const team = fanOut(1);
  team.judge('B01', slower, APPROVED_OUTCOME);
  team.do('FIX-B01-1', { role: 'optimizer' });
  team.do('BENCH-B01-R1', PASSED_OUTCOME);
  team.claim('REVIEW-B01-R1');
  expect(team.event({ type: 'start', at: SESSION_TIME }).session.status).toBe('active');
});

test('TPC-13: knows passed, failed and escalated only', () => {
  const team = fanOut();
  team.judge('B01', PASSED_OUTCOME, APPROVED_OUTCOME);
  team.fail('IMPL-B03', 'no');
  team.judge('B02', slower, APPROVED_OUTCOME);
  const { branches, overall } = computeAggregateResults(team.standing);
  expect(branches.B01).toEqual({
    opt_id: 'OPT-001',
    status: 'passed',
    bench_verdict: 'PASS',
    review_verdict: 'APPROVE',
    improvement: 'wall_time -21.4 %',
    fix_cycles: 0,
  });
  expect(overall).toMatchObject({ total_branches: 3, passed: 1, failed: 1, escalated: 0 });
});

test('TPW-01: gives a worker the first task of its role that can begin', () => {
  const team = fanOut();
  const ready = findReadyTasks(team.standing);
  expect(ready.filter(({ role }) => role === 'optimizer')[0]?.id).toBe('IMPL-B01');
  expect(ready.filter(({ role }) => role === 'reviewer')).toEqual([]);
});

test('TPW-04: rejects a report without a verification', () => {
  const report = createWorkerReport({ id: 'IMPL-001', expected: 'x' }, { role: 'optimizer' });
  expect(completionSchema.safeParse(report).success).toBe(true);
  const { verification: _, ...without } = report;
  expect(completionSchema.safeParse(without).success).toBe(false);
});

describe('TPW-05: a forbidden change of a worker', () => {
  it('fails its task for files outside the scope', () => {
    const team = fanOut();
    team.do('IMPL-B01', { role: 'optimizer' }, ['src/2.ts']);
    expect(team.tasks.get('IMPL-B01')).toMatchObject({
      status: 'failed',
      reason: 'the task changed files outside its scope: src/2.ts',
    });
  });
  it('fails its task for any file when the role only reads', () => {
    const team = fanOut();
    team.do('IMPL-B01', { role: 'optimizer' });
    team.do('REVIEW-B01', APPROVED_OUTCOME, ['src/1.ts']);
    expect(team.tasks.get('REVIEW-B01')).toMatchObject({ status: 'failed', cause: 'own' });
  });
});

test('TEAM-31: lets the worker begin the only successor, and makes an orphan pending again', () => {
  const team = fanOut();
  team.judge('B01', PASSED_OUTCOME, rejected);
  expect(findSuccessorTask(team.standing, 'BENCH-B01')).toBeNull();
  const outcome = {
    role: 'strategist',
    plan: '',
    optimization_count: 0,
    optimizations: [],
  } as const;
  team.do('STRATEGY-B01-R1', { ...outcome, optimizations: [] });
  expect(findSuccessorTask(team.standing, 'STRATEGY-B01-R1')?.id).toBe('FIX-B01-1');
  const advance = { from: 'STRATEGY-B01-R1', to: 'FIX-B01-1', at: SESSION_TIME };
  team.event({ type: 'fast_advance', ...advance });
  team.claim('FIX-B01-1');
  team.event({ type: 'resume', at: SESSION_TIME });
  expect(team.session.notes).toContain('fast_advance: STRATEGY-B01-R1 to FIX-B01-1');
  expect(team.tasks.get('FIX-B01-1')?.status).toBe('pending');
});

describe('TEAM-15: a request of a person', () => {
  it('revises only within the branch', () => {
    const team = fanOut();
    for (const lane of ['B01', 'B02', 'B03']) team.do(`IMPL-${lane}`, { role: 'optimizer' });
    team.do('BENCH-B01', PASSED_OUTCOME);
    const ordered = { type: 'revise', task_id: 'IMPL-B01', feedback: 'simpler' } as const;
    team.event({ ...ordered, order_id: '1', at: SESSION_TIME });
    const made = [...team.tasks.keys()].filter((id) => id.endsWith('-V1'));
    expect(made).toEqual(['IMPL-B01-V1', 'BENCH-B01-V1', 'REVIEW-B01-V1']);
    expect(team.tasks.get('IMPL-B01-V1')?.context.feedback).toEqual(['simpler']);
    expect(team.tasks.get('REVIEW-B01')).toMatchObject({ cause: 'superseded' });
    expect(team.event({ ...ordered, order_id: '1', at: SESSION_TIME }).tasks).toEqual([]);
  });
  it('is refused for what all branches depend on', () => {
    const order = { type: 'revise', task_id: 'STRATEGY-001', feedback: null } as const;
    expect(explainRefusal(fanOut().standing, order)).toContain(
      'all branches depend on STRATEGY-001',
    );
  });
  it('reviews again, and works on the dimension with the most findings', () => {
    const team = new SimulatedTeam({ mode: 'single', yes: false });
    team.do('PROFILE-001', { role: 'profiler' });
    team.decide('CP-1:PROFILE-001', { choice: 'proceed' });
    team.do('STRATEGY-001', createPlanOutcome(sampleOptimizations(1)));
    team.decide('CP-2:STRATEGY-001', { choice: 'proceed' });
    const finding = { dimension: 'best_practices', text: 'src/1.ts:4 a loop' } as const;
    team.judge('001', PASSED_OUTCOME, {
      role: 'reviewer',
      verdict: 'APPROVE',
      findings: [finding],
    });
    team.event({ type: 'recheck', order_id: '1', at: SESSION_TIME });
    expect(team.start).toEqual(['QUALITY-001-V1']);
    team.do('QUALITY-001-V1', { role: 'reviewer', verdict: 'APPROVE', findings: [finding] });
    team.event({ type: 'improve', dimension: null, order_id: '2', at: SESSION_TIME });
    expect(team.tasks.get('IMPL-001-V2')?.context.feedback).toEqual([
      'improve best_practices: src/1.ts:4 a loop',
    ]);
  });
});
