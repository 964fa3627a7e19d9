/** Checkpoints at which a person is prompted, and the effects of the answer. */
import { describe, expect, it, test } from 'vitest';
import { requestedMetric } from '../../../../plugins/team/coordinate/list-and-record-user-decisions.ts';
import { AGGREGATE_FILE } from '../../../../plugins/team/session/session-artifact-paths.ts';
import { createWorkerReport } from '../../../support/scripted-team-worker-reports.ts';
import { sampleOptimizations } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  APPROVED_OUTCOME,
  createPlanOutcome,
  PASSED_OUTCOME,
  SESSION_TIME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';

const asked = (team: SimulatedTeam): readonly string[] =>
  team.session.pending_decisions.map(({ id }) => id);

test('TEAM-09: waits for a person at CP-1, and passes a narrowed scope to the strategist', () => {
  const team = new SimulatedTeam({ yes: false });
  expect(team.do('PROFILE-001', { role: 'profiler' }).start).toEqual([]);
  expect(asked(team)).toEqual(['CP-1:PROFILE-001']);
  team.decide('CP-1:PROFILE-001', { choice: 'narrow', scope: ['src/server'] });
  expect(team.start).toEqual(['STRATEGY-001']);
  expect(team.tasks.get('STRATEGY-001')?.context.scope).toEqual(['src/server']);
  expect(team.session.decisions).toMatchObject([{ checkpoint: 'CP-1', by: 'person' }]);
});

test('TEAM-09: records --yes as such', () => {
  const team = new SimulatedTeam();
  team.do('PROFILE-001', { role: 'profiler' });
  expect(team.session.decisions).toMatchObject([{ checkpoint: 'CP-1', by: 'yes' }]);
});

describe('TPC-03: an unclear target', () => {
  const unclear = (yes = false) =>
    new SimulatedTeam({ yes, targetQuestion: 'What is "shopping"?' });

  it.each([false, true])(
    'leads to a question first, and nothing begins, --yes or not (%s)',
    (yes) => {
      const team = unclear(yes);
      expect(asked(team)).toEqual(['CP-0:target']);
      expect(team.start).toEqual([]);
      expect(team.session.decisions).toEqual([]);
    },
  );

  it('is replaced for the profiler by the answer', () => {
    const team = unclear();
    team.decide('CP-0:target', { choice: 'narrow', scope: ['src/shop'] });
    expect(team.start).toEqual(['PROFILE-001']);
    expect(team.tasks.get('PROFILE-001')?.context.scope).toEqual(['src/shop']);
    expect(asked(team)).toEqual([]);
    expect(requestedMetric(team.standing)).toBeNull();
  });

  it('may be answered with a metric to improve in the whole project', () => {
    const team = unclear();
    team.decide('CP-0:target', { choice: 'metric', metric: 'memory_peak' });
    expect(team.start).toEqual(['PROFILE-001']);
    expect(team.tasks.get('PROFILE-001')?.context.scope).toEqual([]);
    expect(requestedMetric(team.standing)).toBe('memory_peak');
  });
});

test('TEAM-10: creates other branches when CP-2 gives other priorities', () => {
  const team = new SimulatedTeam({ yes: false, maxBranches: 1, mode: 'fan-out' });
  team.do('PROFILE-001', { role: 'profiler' });
  team.decide('CP-1:PROFILE-001', { choice: 'proceed' });
  team.do('STRATEGY-001', createPlanOutcome(sampleOptimizations(3, ['P1', 'P2', 'P3'])));
  expect(asked(team)).toEqual(['CP-2:STRATEGY-001']);
  team.decide('CP-2:STRATEGY-001', { choice: 'reorder', priorities: { 'OPT-003': 'P0' } });
  expect(team.session.branches.map((branch) => branch.opt_id)).toEqual(['OPT-003']);
});

test('TPC-04: ignores an answer that does not fit the question, or is late', () => {
  const team = new SimulatedTeam({ yes: false });
  team.do('PROFILE-001', { role: 'profiler' });
  team.decide('CP-1:PROFILE-001', { choice: 'archive' });
  expect(asked(team)).toEqual(['CP-1:PROFILE-001']);
  team.decide('CP-1:PROFILE-001', { choice: 'proceed' });
  team.decide('CP-1:PROFILE-001', { choice: 'narrow', scope: ['late'] });
  expect(team.session.decisions).toMatchObject([{ answer: { choice: 'proceed' } }]);
});

describe('the completion of a session', () => {
  const finished = (): SimulatedTeam => {
    const team = new SimulatedTeam({ mode: 'independent', targets: ['server'], yes: false });
    team.do('PROFILE-A01', { role: 'profiler' });
    team.decide('CP-1:PROFILE-A01', { choice: 'proceed' });
    team.do('STRATEGY-A01', createPlanOutcome(sampleOptimizations(1)));
    team.decide('CP-2:STRATEGY-A01', { choice: 'proceed' });
    team.judge('A01', PASSED_OUTCOME, APPROVED_OUTCOME);
    return team;
  };
  it('TEAM-13: provides the aggregate together with its question', () => {
    const team = finished();
    expect(asked(team)).toEqual(['CP-4:5']);
    expect(team.last?.artefacts.get(AGGREGATE_FILE)).toContain('"status": "complete"');
  });
  it.each([
    [{ choice: 'archive' } as const, 'completed'],
    [{ choice: 'keep' } as const, 'paused'],
    [{ choice: 'export', folder: '/x' } as const, 'completed'],
  ])('TEAM-14: with the answer %o makes the session %s', (answer, status) => {
    const team = finished();
    team.decide('CP-4:5', answer);
    expect(team.session.status).toBe(status);
  });
  it('TEAM-14: keeps a session that nobody answers, and waits', () => {
    const team = finished();
    const answer = { choice: 'keep' } as const;
    team.event({ type: 'decided', decision_id: 'CP-4:5', answer, by: 'timeout', at: SESSION_TIME });
    expect(team.session).toMatchObject({ status: 'paused', pending_decisions: [] });
    expect(team.session.decisions.at(-1)).toMatchObject({ by: 'timeout', answer });
    team.event({
      type: 'revise',
      task_id: 'IMPL-A01',
      feedback: null,
      order_id: '1',
      at: SESSION_TIME,
    });
    expect(team.start).toEqual(['IMPL-A01-V1']);
  });
  it('TEAM-14: lets a kept session be worked on, and archived later', () => {
    const team = finished();
    team.decide('CP-4:5', { choice: 'keep' });
    team.decide('CP-4:5', { choice: 'archive' });
    expect(team.session.status).toBe('completed');
  });
});

describe('TEAM-30: a discussion without agreement', () => {
  const disagreed = (severity: 'HIGH' | 'MEDIUM' | 'LOW'): SimulatedTeam => {
    const team = new SimulatedTeam();
    team.do('PROFILE-001', { role: 'profiler' });
    const { attempt, ...task } = team.claim('STRATEGY-001');
    const report = createWorkerReport(task, createPlanOutcome(sampleOptimizations(3)));
    const consensus = { severity, text: 'the cache may serve old prices' };
    team.event({
      type: 'reported',
      attempt,
      completion: { ...report, consensus },
      at: SESSION_TIME,
    });
    return team;
  };
  it('TPX-06, TPW-03: pauses when it is severe, --yes or not', () => {
    const team = disagreed('HIGH');
    expect(team.session.status).toBe('paused');
    expect(team.start).toEqual([]);
    expect(asked(team)).toEqual(['consensus:STRATEGY-001']);
    team.decide('consensus:STRATEGY-001', { choice: 'revise' });
    expect(team.start).toEqual(['STRATEGY-001-V1']);
  });
  it.each(['MEDIUM', 'LOW'] as const)('TPX-06: notes %s and continues', (severity) => {
    const team = disagreed(severity);
    expect(team.session.notes.join()).toContain(`no agreement (${severity})`);
    expect(team.start).toEqual(['IMPL-B01', 'IMPL-B02', 'IMPL-B03']);
  });
});
