import { expect, test } from 'vitest';
import { aggregateOf } from '../../../../plugins/team/coordinate/aggregate.ts';
import { resultText } from '../../../../plugins/team/pages/result-text.ts';
import { optimizationsOf } from '../../../support/team-reports.ts';
import { approved, PlayedTeam, passed } from '../../../support/team-session.ts';

test('TEAM-13: what each branch came to is told, in full and at 80 columns', () => {
  const team = new PlayedTeam({ mode: 'fan-out', maxBranches: 2 });
  expect(resultText(aggregateOf(team.standing))).toBe('');
  team.plan(optimizationsOf(2, ['P1', 'P1']));
  team.judge('B01', passed, approved);
  const reason =
    'nothing of the change makes it faster with the tests green: H4 was taken out since it costs';
  team.fail('IMPL-B02', reason);
  const text = resultText(aggregateOf(team.standing));
  expect(text.split('\n').map((line) => line.trim())).toEqual([
    ...['Came to', 'B01 passed', 'wall_time -21.4 %', 'B02 failed'],
    'nothing of the change makes it faster with the tests green: H4 was taken out',
    'since it costs',
  ]);
});
