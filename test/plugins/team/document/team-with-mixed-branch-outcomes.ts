import { formatGains } from '../../../../plugins/team/benchmarker/read-metrics-and-gains-of-comparison.ts';
import { createTeamReport } from '../../../../plugins/team/document/create-team-report.ts';
import type { TeamReport } from '../../../../plugins/team/document/team-report-schema.ts';
import type { Gain, RoleOutcome } from '../../../../plugins/team/session/task-completion.ts';
import { sampleOptimizations } from '../../../support/scripted-team-worker-reports-with-plan.ts';
import {
  APPROVED_OUTCOME,
  PASSED_OUTCOME,
  SimulatedTeam,
} from '../../../support/simulated-team-session.ts';

/** Names that pages have to write as text. */
const HOSTILE = 'statements | <script>alert(1)</script> `x`';

const gained = (ratio: number, interval: Gain['interval']) => {
  const gains = [{ scenario: 'statements', metric: 'wall_time', ratio, interval }];
  return { gains, improvement: formatGains(gains) };
};

/** Returns a team with four branches: passed, given up after three rounds, failed, deferred. */
export function createMixedTeam(): SimulatedTeam {
  const team = new SimulatedTeam({ mode: 'fan-out', maxBranches: 3, requirement: HOSTILE });
  team.plan(sampleOptimizations(4, ['P1', 'P1', 'P1', 'P3']));
  team.do('IMPL-B01', {
    role: 'optimizer',
    changes: [
      {
        id: 'H1',
        optimization: 'OPT-001',
        title: 'Look tags up in a Set',
        added: 2,
        removed: 1,
        gain: '[statements] wall_time -18.4 %',
      },
    ],
    dropped: ['H2 was removed: it adds no gain beyond the other changes'],
  });
  team.do('BENCH-B01', { ...PASSED_OUTCOME, ...gained(0.786, [0.77, 0.801]) });
  team.do('REVIEW-B01', APPROVED_OUTCOME);
  const bench: RoleOutcome = {
    role: 'benchmarker',
    verdict: 'FAIL',
    ...gained(1.042, [1.011, 1.074]),
    regressions: ['wall_time 10 ms to 10.4 ms'],
  };
  team.judge('B02', bench, APPROVED_OUTCOME);
  for (const round of [1, 2, 3]) {
    team.do(`FIX-B02-${round}`, { role: 'optimizer' });
    team.do(`BENCH-B02-R${round}`, bench);
    team.do(`REVIEW-B02-R${round}`, APPROVED_OUTCOME);
  }
  team.fail('IMPL-B03', 'it does not compile');
  return team;
}

/** Returns the report of that team. */
export function createMixedTeamReport(): TeamReport {
  return createTeamReport(createMixedTeam().standing, {
    discussions: [
      {
        path: 'discussions/DISCUSS-OPT.md',
        topic: 'the plan',
        points: ['Verdict: proceed', 'Confidence: medium'],
      },
    ],
    deliverables: ['artifacts/aggregate-results.json', 'session.json'],
    together: {
      sentence: 'B01 and B04 together: the gains overlap',
      gains: [
        { scenario: 'statements', metric: 'wall_time', percent: -30.2, interval: [-32, -28.1] },
      ],
      left_out: ['B05: it cannot be merged'],
    },
  });
}
