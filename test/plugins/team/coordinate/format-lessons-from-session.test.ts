import { expect, it } from 'vitest';
import {
  computeAggregateResults,
  formatSessionPatterns,
} from '../../../../plugins/team/coordinate/aggregate-team-session-results.ts';
import { sampleOptimizations } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  APPROVED_OUTCOME,
  PASSED_OUTCOME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';

it('TEAM-16: lists in patterns what worked, what did not, and what is not done', () => {
  const team = new SimulatedTeam({ mode: 'fan-out' });
  team.plan(sampleOptimizations(3, ['P1']));
  team.judge('B01', PASSED_OUTCOME, APPROVED_OUTCOME);
  team.fail('IMPL-B02', 'src/2.ts does\nnot compile');
  expect(
    formatSessionPatterns(team.standing, computeAggregateResults(team.standing))
      .split('\n')
      .slice(2, 5),
  ).toEqual([
    '- Worked: improvement 1: wall_time -21.4 %',
    '- Did not work: improvement 2: src/2.ts does not compile',
    '- Not done: improvement 3',
  ]);
});
