/** What a person sees of a session, in its three modes. */
import { expect, test } from 'vitest';
import { statusText } from '../../../../plugins/team/pages/status-text.ts';
import { optimizationsOf } from '../../../support/team-reports.ts';
import { approved, PlayedTeam, passed, planned } from '../../../support/team-session.ts';

const textOf = (team: PlayedTeam): string => {
  const text = statusText(team.standing);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  return text;
};

test('TPC-11: a single run that waits for a person', () => {
  const team = new PlayedTeam({ mode: 'single', yes: false });
  team.do('PROFILE-001', { role: 'profiler' });
  expect(textOf(team)).toMatchInlineSnapshot();
});

test('TPC-11: a fan-out with a branch that is mended, one that failed and one that runs', () => {
  const team = new PlayedTeam({ mode: 'fan-out', maxBranches: 3 });
  team.plan(optimizationsOf(4, ['P1', 'P1', 'P1', 'P3']));
  team.judge(
    'B01',
    { ...{ role: 'benchmarker', verdict: 'FAIL', improvement: null }, regressions: ['slower'] },
    approved,
  );
  team.fail('IMPL-B02', 'it does not compile');
  team.claim('IMPL-B03');
  expect(textOf(team)).toMatchInlineSnapshot();
});

test('TPC-11: pipelines of their own', () => {
  const team = new PlayedTeam({
    ...{ mode: 'independent', yes: false },
    targets: ['server', `the client, ${'with all of its many pages, '.repeat(4)}`],
  });
  team.do('PROFILE-A01', { role: 'profiler' });
  team.decide('CP-1:PROFILE-A01', { choice: 'proceed' });
  team.do('STRATEGY-A01', planned(optimizationsOf(1)));
  team.decide('CP-2:STRATEGY-A01', { choice: 'proceed' });
  team.judge('A01', passed, approved);
  expect(textOf(team)).toMatchInlineSnapshot();
});
