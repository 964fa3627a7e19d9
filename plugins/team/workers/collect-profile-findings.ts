import type { measure } from 'perf-harness/plugin';
import type { ProfileFindings } from '../profiler/bottleneck-report.ts';
import { describeScenarioMetrics } from '../profiler/describe-scenario-metrics.ts';
import type { ProjectType } from '../profiler/detect-project-type.ts';
import {
  findCriticalPath,
  findRepeatedQueries,
  findSlowQueries,
} from '../profiler/profile-step-findings.ts';
import { isEstimated, rankBottlenecks } from '../profiler/rank-bottlenecks.ts';
import type { ProfiledScenario } from './worker-settings-profile-and-change-files.ts';

/** Data that a profile is based on. */
export interface ProfileInput {
  readonly project: ProjectType;
  readonly scenarios: readonly ProfiledScenario[];
  readonly report: measure.Report;
  /** Findings from the files of the project, a sentence each. */
  readonly projectFindings: readonly string[];
}

/** Findings of a profiler: bottlenecks, methods, everything else found (TPP-02, 03, 04). */
export function collectProfileFindings(input: ProfileInput): ProfileFindings {
  const { project, scenarios, report, projectFindings } = input;
  return {
    ...rankBottlenecks(...scenarios),
    project,
    methods: scenarios.map(describeMethod),
    also: [
      ...describeScenarioMetrics(report),
      ...scenarios.flatMap(describeCriticalPath),
      ...scenarios.flatMap(describeQueries),
      ...projectFindings,
    ],
  };
}

function describeMethod({ scenario, map }: ProfiledScenario): string {
  return isEstimated(map)
    ? `${scenario}: measured as a whole, but not profiled; ${map.lacks[0] ?? 'step times are estimated'}`
    : `${scenario}: measured, and profiled in separate runs`;
}

function describeCriticalPath({ scenario, map }: ProfiledScenario): readonly string[] {
  const path = findCriticalPath(map);
  if (path === null) return [];
  const known = isEstimated(map) ? 'probably goes' : 'goes';
  return [
    `${scenario}: most of the time ${known} through ${path.functions.join(' → ')} (${path.share.toFixed(1)} % in the last function)`,
  ];
}

function describeQueries({ map }: ProfiledScenario): readonly string[] {
  return [
    ...findRepeatedQueries(map).map(
      ({ route, location, queries: count }) =>
        `${route} sends ${count} queries from ${location ?? 'one place'} during one request`,
    ),
    ...findSlowQueries(map).map(
      ({ route, location, wall_time_ms: ms, share }) =>
        `${route} waits ${ms.toFixed(1)} ms (${share.toFixed(1)} % of the time) for a query from ${location ?? 'one place'}`,
    ),
  ];
}
