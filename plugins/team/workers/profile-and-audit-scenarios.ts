import { type Host, measure, type PerformanceMap, UserError } from 'perf-harness/plugin';
import type { AuditReport } from '../../audit/index.ts';
import { decidingMetrics, type Worktree, withAudit } from '../../optimize/index.ts';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';
import type { TaskContext } from './worker-task-context.ts';

type Run = measure.Report['runs'][number];

/** Codes of errors that mean that no profile is possible, not that the target is broken. */
const NOT_PROFILABLE = new Set(['target-not-traced', 'not-profilable']);

/**
 * Profiles the scenarios one after the other, since concurrent profiles would disturb each other.
 * If none is possible, the time measured from outside is split by the source code, and marked as
 * such (TEAM-22).
 * @throws UserError where there is neither a profile nor readable source code.
 */
export async function profileScenarios(
  { host, session, signal }: Pick<TaskContext, 'host' | 'session' | 'signal'>,
  { root }: Pick<Worktree, 'root'>,
  { runs }: measure.Report,
): Promise<readonly ProfiledScenario[]> {
  const profiled: ProfiledScenario[] = [];
  for (const run of runs) {
    const { scenario } = run;
    const request = {
      root,
      target: scenario,
      scriptFolder: `.optimization/${session.id}`,
      purpose: 'team',
      signal,
    };
    const map = await mapOrEstimate(host, request, run);
    profiled.push({ scenario, metric: findTimeMetric(run), map });
  }
  return profiled;
}

async function mapOrEstimate(
  host: Host,
  request: measure.TargetRequest,
  run: Run,
): Promise<PerformanceMap> {
  try {
    return await measure.mapTarget(host, request);
  } catch (error) {
    const wallMs = readWallTime(run);
    if (!(error instanceof UserError) || !NOT_PROFILABLE.has(error.code) || wallMs === null) {
      throw error;
    }
    const because = formatReason(error);
    const map = await measure.estimateMap(host, { ...request, wallMs, because });
    if (map === null) throw error;
    return map;
  }
}

/** Name of the time metric of an operation, since servers and pages have no wall time. */
function findTimeMetric({ metrics }: Run): string {
  return decidingMetrics('wall_time_ms').find((metric) => metric in metrics) ?? 'wall_time';
}

/** Time of an operation, milliseconds; null: it could not be measured, or has none. */
function readWallTime({ metrics }: Run): number | null {
  const { center } = metrics.wall_time ?? metrics['latency.p50'] ?? { center: 0 };
  return center > 0 ? center : null;
}

/** For a target that was tried, the remedy describes the failure. */
function formatReason({ code, message, remedy }: UserError): string {
  const text = code === 'target-not-traced' ? (remedy ?? message) : message;
  return text.replace(/\.$/u, '');
}

const MAX_REPORTED = 5;

interface AuditedScenarios {
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
