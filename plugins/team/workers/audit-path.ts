import { type measure, UserError } from 'perf-harness/plugin';
import type { AuditReport } from '../../audit/index.ts';
import { type Worktree, withAudit } from '../../optimize/index.ts';
import type { Scene } from './scene.ts';
import type { ProfiledScenario } from './work-files.ts';

/** Findings that are told, the gravest first. */
const MOST_TOLD = 5;

/** Maps with what an audit says of their steps. */
export interface AuditedPath {
  readonly scenarios: readonly ProfiledScenario[];
  /** The same, a sentence each. */
  readonly found: readonly string[];
}

/**
 * Has the project audited, and keeps what lies in functions that the scenarios go through: queries in loops,
 * more rows than are used, transactions held too long (TPP-03). Nothing measured it, which the maps say;
 * an audit that fails is told, and the work goes on without.
 */
export async function auditPath(
  { host, parts, worktrees, signal }: Pick<Scene, 'host' | 'parts' | 'worktrees' | 'signal'>,
  { root }: Pick<Worktree, 'root'>,
  scenarios: readonly ProfiledScenario[],
): Promise<AuditedPath> {
  try {
    const findings = findingsOf(await parts.auditAll(worktrees.start));
    const audited: ProfiledScenario[] = [];
    for (const one of scenarios) {
      audited.push({ ...one, map: await withAudit(host, one.map, findings, { root, signal }) });
    }
    const all = audited.flatMap(({ map }) => map.suspicion_stack).filter(isOfAudit);
    const found = [...new Set(all.map((one) => `${one.location}: ${one.description}`))];
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
    .flatMap((one) => (one.status === 'completed' ? one.findings : []))
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function isOfAudit({ source }: measure.Suspicion): boolean {
  return source === 'audit';
}
