import { expect, it } from 'vitest';
import { aggregateOf } from '../../../../plugins/team/coordinate/aggregate.ts';
import { patternsText } from '../../../../plugins/team/coordinate/patterns-text.ts';
import { optimizationsOf } from '../../../support/team-reports.ts';
import { approved, PlayedTeam, passed } from '../../../support/team-session.ts';

it('TEAM-16: patterns say what worked, what did not, and what is not done', () => {
  const team = new PlayedTeam({ mode: 'fan-out' });
  team.plan(optimizationsOf(3, ['P1']));
  team.judge('B01', passed, approved);
  team.fail('IMPL-B02', 'src/2.ts does\nnot compile');
  expect(patternsText(team.standing, aggregateOf(team.standing)).split('\n').slice(2, 5)).toEqual([
    '- Worked: improvement 1: wall_time -21.4 %',
    '- Did not work: improvement 2: src/2.ts does not compile',
    '- Not done: improvement 3',
  ]);
});
