import { type ComparisonReport, measure } from 'perf-harness/plugin';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';

/** Label of a team's measurement, for other commands that wait for the lock. */
const LABEL = 'perf-harness team';

/**
 * Measures both sides in separate folders, alternating, under the lock of the machine (TEAM-33).
 * @param metric - Deciding metric. Default: those of each scenario.
 */
export function compareSides(
  { signal }: { readonly signal: AbortSignal },
  base: string,
  head: string,
  scenarios: readonly Pick<ProfiledScenario, 'scenario'>[],
  metric: string | null,
): Promise<ComparisonReport> {
  const targets = scenarios.map(({ scenario }) => scenario);
  return measure.compare({
    base,
    head,
    cwd: head,
    label: LABEL,
    targets,
    explain: false,
    signal,
    ...(metric !== null && { decideBy: [metric] }),
  });
}
