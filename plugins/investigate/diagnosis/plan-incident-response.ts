import type {
  IncidentAction,
  IncidentCause,
  IncidentChange,
  InvestigationReport,
} from '../document/investigation-document.ts';

type Draft = Omit<IncidentAction, 'id' | 'class' | 'priority'> & { readonly rank: number };

const MOST_CAUSES = 4;

/**
 * Plans the response: a setting can be reverted within the hour, a dependency pinned within the
 * day, and prevention takes longer (INV-32). For causes that are not established the steps form an
 * experiment: one change at a time, then measure (INV-34).
 */
export function planActions(
  causes: readonly IncidentCause[],
  conclusion: InvestigationReport['conclusion'],
  service: string,
): readonly IncidentAction[] {
  if (causes.length === 0) return [];
  const acted = causes.filter(({ score }) => score > 0).slice(0, MOST_CAUSES);
  const drafts = [
    ...acted.map(({ change }, rank) => ({ ...fixOf(change), rank })),
    { ...gateOf(service), rank: MOST_CAUSES },
  ];
  return drafts
    .toSorted(
      (a, b) => HORIZONS.indexOf(a.horizon) - HORIZONS.indexOf(b.horizon) || a.rank - b.rank,
    )
    .map(({ rank, ...draft }, index) => ({
      ...draft,
      id: `PERF_FIX_${String(index + 1).padStart(3, '0')}`,
      class: rank === 0 ? 'Critical' : rank < MOST_CAUSES ? 'Important' : 'Enhancement',
      priority:
        rank === 0 && conclusion === 'established' ? 'CRITICAL' : rank < 2 ? 'HIGH' : 'MEDIUM',
    }));
}

const HORIZONS: readonly IncidentAction['horizon'][] = ['immediate', 'short', 'long'];
const VERIFY =
  'perf-harness investigate verify: check p95, the error rate and the signals above for 30 min';

function fixOf(change: IncidentChange): Omit<Draft, 'rank'> {
  const { kind, file, before, after, commit, title } = change;
  switch (kind) {
    case 'configuration': {
      const name = title.split(':')[0] ?? title;
      return {
        title: `Set ${name} back to ${before ?? 'its previous value'}`,
        ...{ horizon: 'immediate', eta_minutes: 30, verify: VERIFY },
        steps: [
          `in ${file ?? 'the configuration'}: ${name} from ${after ?? 'not set'} to ${before ?? 'not set'}`,
          'deploy this change alone',
          'monitor for 30 min before any other change',
        ],
        rollback: `set the value back to ${after ?? 'not set'}`,
      };
    }
    case 'dependency':
      return {
        title: `Pin ${title.split(':')[0]} at ${before ?? 'nothing'}`,
        ...{ horizon: 'short', eta_minutes: 120, verify: VERIFY },
        steps: [
          `install ${before ?? 'without it'} and run the tests`,
          'deploy this change alone',
          'monitor for 30 min',
        ],
        rollback: `install ${after ?? 'it'} again`,
      };
    case 'traffic':
      return {
        title: 'Add capacity or limit requests until the load is understood',
        ...{ horizon: 'immediate', eta_minutes: 30, verify: VERIFY },
        steps: [
          'break the extra requests down by client, region and endpoint',
          'add instances, or rate-limit the clients responsible',
        ],
        rollback: 'remove the added instances',
      };
    case 'resource':
      return {
        title: `Find what else uses the resource: ${title}`,
        ...{ horizon: 'immediate', eta_minutes: 60, verify: VERIFY },
        steps: [
          'inspect the other services on the machine, and the dependencies that this service waits for',
          'move load elsewhere, free capacity, or fall back to a response that does not need the resource',
        ],
        rollback: 'none: the service is not changed',
      };
    default:
      return {
        title: `Revert: ${title}`,
        ...{ horizon: 'immediate', eta_minutes: 60, verify: VERIFY },
        steps: [
          commit === null
            ? 'find the commit that introduced the change'
            : `git revert ${commit.slice(0, 12)}`,
          'run the tests, then deploy this change alone',
          'monitor for 30 min before any other change',
        ],
        rollback: 'revert the revert',
      };
  }
}

function gateOf(service: string): Omit<Draft, 'rank'> {
  return {
    title: `Add a CI budget for ${service}, based on the values before the incident`,
    ...{ horizon: 'long', eta_minutes: 240 },
    steps: [
      'run perf-harness investigate gate, which writes the CI steps and a scenario with these budgets',
      'in that scenario, fill in the steps of the slow path',
      'run perf-harness gate in CI',
    ],
    verify: 'the gate fails on the incident commit and passes before it',
    rollback: 'remove the job from CI',
  };
}
