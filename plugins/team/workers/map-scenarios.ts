import { type Host, measure, type PerformanceMap, UserError } from 'perf-harness/plugin';
import { decidingMetrics, type Worktree } from '../../optimize/index.ts';
import type { Scene } from './scene.ts';
import type { ProfiledScenario } from './work-files.ts';

type Run = measure.Report['runs'][number];

/** Codes of the errors that say that no profile can be had, and not that the target is broken. */
const NOT_PROFILED = new Set(['target-not-traced', 'not-profilable']);

/**
 * A profile of each, one after the other: two at once would be in each other's way. Where none can be had,
 * the time that was measured from outside is split by what the source shows, and labelled so (TEAM-22).
 * @throws UserError where there is neither a profile nor a source that can be read.
 */
export async function mapScenarios(
  { host, session, signal }: Pick<Scene, 'host' | 'session' | 'signal'>,
  { root }: Pick<Worktree, 'root'>,
  { runs }: measure.Report,
): Promise<readonly ProfiledScenario[]> {
  const profiled: ProfiledScenario[] = [];
  for (const one of runs) {
    const { scenario } = one;
    const request = {
      root,
      target: scenario,
      scriptFolder: `.optimization/${session.id}`,
      purpose: 'team',
      signal,
    };
    profiled.push({ scenario, metric: timeOf(one), map: await mapOf(host, request, one) });
  }
  return profiled;
}

async function mapOf(
  host: Host,
  request: measure.TargetRequest,
  run: Run,
): Promise<PerformanceMap> {
  try {
    return await measure.mapTarget(host, request);
  } catch (error) {
    const wallMs = wallTimeOf(run);
    if (!(error instanceof UserError) || !NOT_PROFILED.has(error.code) || wallMs === null) {
      throw error;
    }
    const map = await measure.estimateMap(host, { ...request, wallMs, because: reasonOf(error) });
    if (map === null) throw error;
    return map;
  }
}

/** What the time of an operation is called: servers and pages have no wall time. */
function timeOf({ metrics }: Run): string {
  return decidingMetrics('wall_time_ms').find((metric) => metric in metrics) ?? 'wall_time';
}

/** Of one operation, milliseconds; null: it could not be measured, or has none. */
function wallTimeOf({ metrics }: Run): number | null {
  const { center } = metrics.wall_time ?? metrics['latency.p50'] ?? { center: 0 };
  return center > 0 ? center : null;
}

/** Of a target that was tried, what went wrong stands where the remedy does. */
function reasonOf({ code, message, remedy }: UserError): string {
  const text = code === 'target-not-traced' ? (remedy ?? message) : message;
  return text.replace(/\.$/u, '');
}
