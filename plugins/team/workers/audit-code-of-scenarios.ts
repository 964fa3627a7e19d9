import { type measure, UserError } from 'perf-harness/plugin';
import type { AuditReport } from '../../audit/index.ts';
import { type Worktree, withAudit } from '../../optimize/index.ts';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';
import type { TaskContext } from './worker-task-context.ts';

/** Limit of reported findings, the most severe first. */
const MAX_REPORTED = 5;

/** Scenarios with the audit findings about their steps. */
export interface AuditedScenarios {
  readonly scenarios: readonly ProfiledScenario[];
  /** The same, a sentence each. */
  readonly findings: readonly string[];
}

/**
 * Audits the project and selects findings in functions on the paths of the scenarios: queries in
 * loops, more rows than are used, transactions that stay open too long (TPP-03). They are not
 * measured, as the maps state; a failed audit is reported, and the work continues without it.
 */
export async function auditScenarios(
  context: Pick<TaskContext, 'host' | 'dependencies' | 'worktrees' | 'signal'>,
  { root }: Pick<Worktree, 'root'>,
  scenarios: readonly ProfiledScenario[],
): Promise<AuditedScenarios> {
  const { host, dependencies, worktrees, signal } = context;
  try {
    const sorted = listFindingsBySeverity(await dependencies.auditAll(worktrees.start));
    const audited: ProfiledScenario[] = [];
    for (const scenario of scenarios) {
      audited.push({
        ...scenario,
        map: await withAudit(host, scenario.map, sorted, { root, signal }),
      });
    }
    const all = audited.flatMap(({ map }) => map.suspicion_stack).filter(isAuditSuspicion);
    const texts = [
      ...new Set(all.map((candidate) => `${candidate.location}: ${candidate.description}`)),
    ];
    return { scenarios: audited, findings: texts.slice(0, MAX_REPORTED) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return { scenarios, findings: [`the project was not audited: ${error.message}`] };
  }
}

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

function listFindingsBySeverity({ categories }: AuditReport) {
  return categories
    .flatMap((category) => (category.status === 'completed' ? category.findings : []))
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function isAuditSuspicion({ source }: measure.Suspicion): boolean {
  return source === 'audit';
}
