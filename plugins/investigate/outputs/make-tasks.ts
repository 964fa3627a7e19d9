import type { InvestigationReport } from 'perf-harness';

/** A task of an investigation, with the fields that INV-06 names. */
export interface InvestigationTask {
  readonly id: string;
  readonly from: 'COORDINATOR';
  readonly to: 'DATA_EXPERT' | 'CODE_EXPERT' | 'INFRASTRUCTURE_EXPERT';
  readonly type: 'RESEARCH';
  readonly status: 'COMPLETED' | 'BLOCKED';
  readonly priority: InvestigationReport['incident']['priority'];
  readonly objective: string;
  readonly context: string;
  readonly expected_output: string;
  /** Two hours after the investigation began. */
  readonly deadline: string;
  /** What it came to, where it came to nothing. */
  readonly reason: string | null;
}

const TWO_HOURS_MS = 2 * 3_600_000;
const EXPERTS = [
  {
    key: 'data',
    to: 'DATA_EXPERT',
    prefix: 'PERF_DATA',
    objective: 'When it began, for whom, and how much worse it is',
    output: 'onset with its interval, affected endpoints and segments, signals',
  },
  {
    key: 'code',
    to: 'CODE_EXPERT',
    prefix: 'PERF_CODE',
    objective: 'What was merged and deployed that could be why',
    output: 'commits, packages, changed lines, each with file and commit',
  },
  {
    key: 'infrastructure',
    to: 'INFRASTRUCTURE_EXPERT',
    prefix: 'PERF_INFRA',
    objective: 'Which settings changed, and which resources are short',
    output: 'settings with old and new value, resources by group',
  },
] as const;

/** The tasks of the three experts, numbered by kind (INV-06). */
export function makeTasks(report: InvestigationReport): readonly InvestigationTask[] {
  const { incident } = report;
  const deadline = new Date(Date.parse(incident.started_at) + TWO_HOURS_MS).toISOString();
  return EXPERTS.map(({ key, to, prefix, objective, output }) => {
    const outcome = report[key];
    return {
      id: `${prefix}_001`,
      from: 'COORDINATOR',
      to,
      type: 'RESEARCH',
      status: outcome.state === 'completed' ? 'COMPLETED' : 'BLOCKED',
      ...{ priority: incident.priority, objective },
      context: `${incident.service}, ${incident.since} to ${incident.until}, ${incident.trigger}`,
      ...{ expected_output: output, deadline },
      reason: outcome.state === 'completed' ? null : outcome.reason,
    };
  });
}
