/** Display of a session, in its three modes. */
import { expect, test } from 'vitest';
import { statusText } from '../../../../plugins/team/command/session-status-text.ts';
import { sampleOptimizations } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  APPROVED_OUTCOME,
  createPlanOutcome,
  PASSED_OUTCOME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';

const textOf = (team: SimulatedTeam): string => {
  const text = statusText(team.standing);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  return text;
};

test('TPC-11: shows a single run that waits for a person', () => {
  const team = new SimulatedTeam({ mode: 'single', yes: false });
  team.do('PROFILE-001', { role: 'profiler' });
  expect(textOf(team)).toBe(`perf-team: make the shop faster
faster-shop  active  (single)

Tasks  Fix Cycles: 0/3
  [DONE] PROFILE-001   profiler     → artifacts/bottleneck-report.md
  [WAIT] STRATEGY-001  strategist   ← CP-1:PROFILE-001
  [WAIT] IMPL-001      optimizer    ← STRATEGY-001
  [WAIT] BENCH-001     benchmarker  ← IMPL-001
  [WAIT] REVIEW-001    reviewer     ← IMPL-001

Waiting for you
  CP-1:PROFILE-001
    These are the bottlenecks. Plan for all of them, or only for some locations?
    see artifacts/bottleneck-report.md`);
});

test('TPC-11: shows a fan-out with a branch being fixed, a failed branch and a running branch', () => {
  const team = new SimulatedTeam({ mode: 'fan-out', maxBranches: 3 });
  team.plan(sampleOptimizations(4, ['P1', 'P1', 'P1', 'P3']));
  team.judge(
    'B01',
    { role: 'benchmarker', verdict: 'FAIL', improvement: null, regressions: ['slower'] },
    APPROVED_OUTCOME,
  );
  team.fail('IMPL-B02', 'it does not compile');
  team.claim('IMPL-B03');
  expect(textOf(team)).toBe(`perf-team: make the shop faster
faster-shop  active  (fan-out)

Shared Stages
  [DONE] PROFILE-001   profiler     → artifacts/bottleneck-report.md
  [DONE] STRATEGY-001  strategist   → artifacts/optimization-plan.md

Branch B01 (OPT-001: improvement 1)  Fix Cycles: 1/3
  [DONE] IMPL-B01       optimizer    → wisdom/shared-memory/optimizer.B01.json
  [DONE] BENCH-B01      benchmarker  → artifacts/branches/B01/benchmark-results…
  [DONE] REVIEW-B01     reviewer     → artifacts/branches/B01/review-report.md
  [WAIT] FIX-B01-1      optimizer
  [WAIT] BENCH-B01-R1   benchmarker  ← FIX-B01-1
  [WAIT] REVIEW-B01-R1  reviewer     ← FIX-B01-1

Branch B02 (OPT-002: improvement 2)  Fix Cycles: 0/3
  [FAIL] IMPL-B02    optimizer    ✗ it does not compile
  [FAIL] BENCH-B02   benchmarker  ✗ IMPL-B02 failed: it does not compile
  [FAIL] REVIEW-B02  reviewer     ✗ IMPL-B02 failed: it does not compile

Branch B03 (OPT-003: improvement 3)  Fix Cycles: 0/3
  [RUN]  IMPL-B03    optimizer    since 10:00:00
  [WAIT] BENCH-B03   benchmarker  ← IMPL-B03
  [WAIT] REVIEW-B03  reviewer     ← IMPL-B03

Deferred
  OPT-004 (P3): improvement 4

Results
  B02 failed
    it does not compile`);
});

test('TPC-11: shows independent pipelines', () => {
  const team = new SimulatedTeam({
    mode: 'independent',
    yes: false,
    targets: ['server', `the client, ${'with all of its many pages, '.repeat(4)}`],
  });
  team.do('PROFILE-A01', { role: 'profiler' });
  team.decide('CP-1:PROFILE-A01', { choice: 'proceed' });
  team.do('STRATEGY-A01', createPlanOutcome(sampleOptimizations(1)));
  team.decide('CP-2:STRATEGY-A01', { choice: 'proceed' });
  team.judge('A01', PASSED_OUTCOME, APPROVED_OUTCOME);
  expect(textOf(team)).toBe(`perf-team: make the shop faster
faster-shop  active  (independent)

Pipeline A (server)  Fix Cycles: 0/3
  [DONE] PROFILE-A01   profiler     → artifacts/pipelines/A/bottleneck-report.md
  [DONE] STRATEGY-A01  strategist   → artifacts/pipelines/A/optimization-plan.md
  [DONE] IMPL-A01      optimizer    → wisdom/shared-memory/optimizer.A.json
  [DONE] BENCH-A01     benchmarker  → artifacts/pipelines/A/benchmark-results.j…
  [DONE] REVIEW-A01    reviewer     → artifacts/pipelines/A/review-report.md

Pipeline B (the client, with all of its many pages, with all …)  Fix Cycles: 0/3
  [WAIT] PROFILE-B01   profiler
  [WAIT] STRATEGY-B01  strategist   ← PROFILE-B01
  [WAIT] IMPL-B01      optimizer    ← STRATEGY-B01
  [WAIT] BENCH-B01     benchmarker  ← IMPL-B01
  [WAIT] REVIEW-B01    reviewer     ← IMPL-B01

Results
  A passed
    wall_time -21.4 %`);
});

test('TPC-11: shows the whole reason of a failed task when the tree has no room for it', () => {
  const team = new SimulatedTeam({ mode: 'single' });
  const reason =
    'the worker was killed 3 times: it did not respond: TypeError: Cannot read properties of null';
  team.fail('PROFILE-001', reason);
  const [tree, told] = textOf(team).split('\n\nResults\n');
  expect(tree).toContain('✗ the worker was killed 3 times: it did not…');
  expect(told?.split('\n').map((line) => line.trim())).toEqual([
    'main failed',
    'PROFILE-001 failed: the worker was killed 3 times: it did not respond:',
    'TypeError: Cannot read properties of null',
  ]);
});
