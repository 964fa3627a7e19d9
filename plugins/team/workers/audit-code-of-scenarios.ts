import { type measure, UserError } from 'perf-harness/plugin';
import type { AuditReport } from '../../audit/index.ts';
import { type Worktree, withAudit } from '../../optimize/index.ts';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';
import type { TaskContext } from './worker-task-context.ts';

/** Limit of reported findings, the most severe first. */
const MOST_TOLD = 5;

/** Scenarios with the audit findings about their steps. */
export interface AuditedScenarios {
  readonly scenarios: readonly ProfiledScenario[];
  /** The same, a sentence each. */
  readonly found: readonly string[];
}

/**
 * Audits the project and selects findings in functions on the paths of the scenarios: queries in
 * loops, more rows than are used, transactions that stay open too long (TPP-03). They are not
 * measured, as the maps state; a failed audit is reported, and the work continues without it.
 */
export async function auditScenarios(
  { host, parts, worktrees, signal }: Pick<TaskContext, 'host' | 'parts' | 'worktrees' | 'signal'>,
  { root }: Pick<Worktree, 'root'>,
  scenarios: readonly ProfiledScenario[],
): Promise<AuditedScenarios> {
  try {
    const findings = findingsOf(await parts.auditAll(worktrees.start));
    const audited: ProfiledScenario[] = [];
    for (const scenario of scenarios) {
      audited.push({
        ...scenario,
        map: await withAudit(host, scenario.map, findings, { root, signal }),
      });
    }
    const all = audited.flatMap(({ map }) => map.suspicion_stack).filter(isOfAudit);
    const found = [
      ...new Set(all.map((candidate) => `${candidate.location}: ${candidate.description}`)),
    ];
    return { scenarios: audited, found: found.slice(0, MOST_TOLD) };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof UserError)) throw error;
    return { scenarios, found: [`the project was not audited: ${error.message}`] };
  }
}

const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;

function findingsOf({ categories }: AuditReport) {
  return categories
    .flatMap((category) => (category.status === 'completed' ? category.findings : []))
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function isOfAudit({ source }: measure.Suspicion): boolean {
  return source === 'audit';
}
