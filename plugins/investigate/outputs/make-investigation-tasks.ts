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
  const { incident } = report;
  const common = {
    context: `${incident.service}, ${incident.since} to ${incident.until}, ${incident.trigger ?? 'no trigger'}`,
    working_directory: folder,
    deadline: after(incident.started_at, DEADLINE_MINUTES),
  };
  return [
    ...EXPERTS.map(({ key, to, prefix, objective, requirements, output, tools }) => {
      const outcome = report[key];
      return {
        id: `${prefix}_001`,
        from: 'COORDINATOR' as const,
        to,
        type: 'RESEARCH' as const,
        status: outcome.state === 'completed' ? ('COMPLETED' as const) : ('BLOCKED' as const),
        priority: incident.priority,
        objective,
        ...common,
        requirements,
        tools,
        expected_output: output,
        reason: outcome.state === 'completed' ? null : outcome.reason,
      };
    }),
    {
      id: 'PERF_SYNTHESIS_001',
      from: 'COORDINATOR',
      to: 'COORDINATOR',
      type: 'COORDINATION',
      status: 'COMPLETED',
      priority: incident.priority,
      ...common,
      objective: 'Determine which change is the cause, which alternatives remain, and what to do',
      requirements: ['the results of the three experts'],
      expected_output: 'causes ranked by evidence, a conclusion, a plan',
      tools: ['perf-harness investigate'],
      reason: null,
    },
    ...report.actions.map((action) => fixTask(report, action, common)),
    ...(report.verifications ?? []).map(({ fix, outcome, after: since }, index) => ({
      id: `PERF_REVIEW_${number(index)}`,
      from: 'COORDINATOR' as const,
      to: 'DATA_EXPERT' as const,
      type: 'REVIEW' as const,
      status: REVIEWED[outcome],
      priority: incident.priority,
      objective: `Verify that the fix held: ${fix}`,
      ...common,
      requirements: ['logs of the day after the fix (--logs)'],
      expected_output: 'pass or fail in each window: 0 to 30 min, 30 min to 2 h, 2 to 24 h',
      tools: [`perf-harness investigate verify ${report.id} --after ${since} --logs`],
      deadline: after(since, 24 * 60),
      reason: outcome === 'fail' ? 'the fix did not hold' : null,
    })),
  ];
}

/** Status of a review: if it found that a fix failed, the review is done, the fix is not. */
const REVIEWED: Readonly<Record<FixOutcome, InvestigationTask['status']>> = {
  pass: 'COMPLETED',
  'pass below target': 'COMPLETED',
  fail: 'COMPLETED',
  pending: 'IN_PROGRESS',
};

function fixTask(
  { incident, closed, verifications = [] }: InvestigationReport,
  { id, title, priority, steps, verify, rollback, eta_minutes }: IncidentAction,
  common: Pick<InvestigationTask, 'context' | 'working_directory'>,
): InvestigationTask {
  // A verified fix is named by the action that it was.
  const done = verifications.findLast(({ fix }) => fix.startsWith(id));
  return {
    id,
    from: 'COORDINATOR',
    to: 'TEAM',
    type: 'IMPLEMENTATION',
    status: statusOf(done?.outcome, closed !== undefined),
    priority,
    objective: title,
    ...common,
    requirements: [...steps, `to roll back: ${rollback}`],
    expected_output: verify,
    tools: ['git', 'perf-harness investigate verify'],
    deadline: after(incident.started_at, eta_minutes),
    reason: null,
  };
}

function statusOf(outcome: FixOutcome | undefined, isClosed: boolean): InvestigationTask['status'] {
  if (outcome === 'pass' || outcome === 'pass below target') return 'COMPLETED';
  if (isClosed) return 'CANCELLED';
  return outcome === undefined ? 'PENDING' : 'IN_PROGRESS';
}

function after(moment: string, minutes: number): string {
  return new Date(Date.parse(moment) + minutes * MINUTE_MS).toISOString();
}

function number(index: number): string {
  return String(index + 1).padStart(3, '0');
}
