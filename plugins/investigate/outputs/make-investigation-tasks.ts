import type {
  FixOutcome,
  IncidentAction,
  InvestigationReport,
} from '../document/investigation-document.ts';

type Expert = 'DATA_EXPERT' | 'CODE_EXPERT' | 'INFRASTRUCTURE_EXPERT';

/** A task of an investigation, with the fields that INV-06 names. */
export interface InvestigationTask {
  readonly id: string;
  readonly from: 'COORDINATOR' | Expert;
  readonly to: 'COORDINATOR' | Expert | 'TEAM';
  readonly type: 'COORDINATION' | 'IMPLEMENTATION' | 'RESEARCH' | 'REVIEW';
  readonly status: 'PENDING' | 'IN_PROGRESS' | 'BLOCKED' | 'COMPLETED' | 'CANCELLED';
  readonly priority: InvestigationReport['incident']['priority'] | IncidentAction['priority'];
  readonly objective: string;
  readonly context: string;
  readonly requirements: readonly string[];
  readonly expected_output: string;
  /** Absolute folder of the stored investigation. */
  readonly working_directory: string;
  readonly tools: readonly string[];
  /** Two hours after the start of the investigation; for a fix, after its estimated duration. */
  readonly deadline: string;
  /** Reason why there is no result, if there is none. */
  readonly reason: string | null;
}

const MINUTE_MS = 60_000;
const DEADLINE_MINUTES = 120;
const EXPERTS = [
  {
    key: 'data',
    to: 'DATA_EXPERT',
    prefix: 'PERF_DATA',
    objective: 'Determine when the slowdown began, for whom, and how severe it is',
    requirements: [
      'logs from before and after the start of the incident (--logs)',
      'resource metrics (--metrics)',
    ],
    output:
      'start of the incident with its confidence interval, affected endpoints and segments, signals',
    tools: ['perf-harness investigate --logs --metrics'],
  },
  {
    key: 'code',
    to: 'CODE_EXPERT',
    prefix: 'PERF_CODE',
    objective: 'Find which merged or deployed changes could be the cause',
    requirements: ['a repository with its history (--repo)', 'deployments (--deploys, or tags)'],
    output: 'commits, packages, changed lines, each with file and commit',
    tools: ['git log', 'git diff', 'perf-harness investigate --repo --deploys'],
  },
  {
    key: 'infrastructure',
    to: 'INFRASTRUCTURE_EXPERT',
    prefix: 'PERF_INFRA',
    objective: 'Find which settings changed, and which resources are scarce',
    requirements: ['configuration before and after (--repo, or --settings)', 'resource metrics'],
    output: 'settings with old and new values, resources by group',
    tools: ['perf-harness investigate --settings --metrics'],
  },
] as const;

/** Tasks: research by three experts, synthesis, fixes, verification; numbered by kind (INV-06). */
export function makeTasks(
  report: InvestigationReport,
  folder: string,
): readonly InvestigationTask[] {
  const { incident, actions, verifications = [] } = report;
  const common = {
    from: 'COORDINATOR',
    priority: incident.priority,
    context: `${incident.service}, ${incident.since} to ${incident.until}, ${incident.trigger ?? 'no trigger'}`,
    working_directory: folder,
    deadline: after(incident.started_at, DEADLINE_MINUTES),
    reason: null,
  } as const;
  return [
    ...EXPERTS.map(({ key, prefix, output, ...expert }): InvestigationTask => {
      const outcome = report[key];
      const isDone = outcome.state === 'completed';
      return {
        id: `${prefix}_001`,
        ...common,
        type: 'RESEARCH',
        status: isDone ? 'COMPLETED' : 'BLOCKED',
        ...expert,
        expected_output: output,
        reason: isDone ? null : outcome.reason,
      };
    }),
    {
      id: 'PERF_SYNTHESIS_001',
      ...common,
      to: 'COORDINATOR',
      type: 'COORDINATION',
      status: 'COMPLETED',
      objective: 'Determine which change is the cause, which alternatives remain, and what to do',
      requirements: ['the results of the three experts'],
      expected_output: 'causes ranked by evidence, a conclusion, a plan',
      tools: ['perf-harness investigate'],
    },
    ...actions.map(
      ({ id, title, priority, steps, verify, rollback, eta_minutes }): InvestigationTask => ({
        id,
        ...common,
        to: 'TEAM',
        type: 'IMPLEMENTATION',
        // A verified fix is named by the action that it was.
        status: statusOf(verifications.findLast(({ fix }) => fix.startsWith(id))?.outcome, report),
        priority,
        objective: title,
        requirements: [...steps, `to roll back: ${rollback}`],
        expected_output: verify,
        tools: ['git', 'perf-harness investigate verify'],
        deadline: after(incident.started_at, eta_minutes),
      }),
    ),
    ...verifications.map(
      ({ fix, outcome, after: since }, index): InvestigationTask => ({
        id: `PERF_REVIEW_${String(index + 1).padStart(3, '0')}`,
        ...common,
        to: 'DATA_EXPERT',
        type: 'REVIEW',
        status: REVIEWED[outcome],
        objective: `Verify that the fix held: ${fix}`,
        requirements: ['logs of the day after the fix (--logs)'],
        expected_output: 'pass or fail in each window: 0 to 30 min, 30 min to 2 h, 2 to 24 h',
        tools: [`perf-harness investigate verify ${report.id} --after ${since} --logs`],
        deadline: after(since, 24 * 60),
        reason: outcome === 'fail' ? 'the fix did not hold' : null,
      }),
    ),
  ];
}

/** Status of a review: if it found that a fix failed, the review is done, the fix is not. */
const REVIEWED: Readonly<Record<FixOutcome, InvestigationTask['status']>> = {
  pass: 'COMPLETED',
  'pass below target': 'COMPLETED',
  fail: 'COMPLETED',
  pending: 'IN_PROGRESS',
};

function statusOf(
  outcome: FixOutcome | undefined,
  { closed }: InvestigationReport,
): InvestigationTask['status'] {
  if (outcome === 'pass' || outcome === 'pass below target') return 'COMPLETED';
  if (closed !== undefined) return 'CANCELLED';
  return outcome === undefined ? 'PENDING' : 'IN_PROGRESS';
}

function after(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * MINUTE_MS).toISOString();
}
