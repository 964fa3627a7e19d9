import type { Host } from '../../harness/host.ts';
import { assertNever } from '../../harness/model/assert-never.ts';
import type { ProfileSection } from '../../harness/model/documents/profile-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { Profiler } from '../../harness/model/program/profiler.ts';
import type { Scenario } from '../../harness/model/scenario/scenario.ts';
import { summariseProfiles } from '../../profilers/summarise-profiles.ts';
import { chooseSamplingInterval, createCpuProfiler } from '../../profilers/v8/cpu-profiler.ts';
import { createHeapProfiler } from '../../profilers/v8/heap-profiler.ts';
import { createWaitProfilerAdapter } from '../../profilers/waits/wait-profiler.ts';
import { mapProfilesToSources } from './map-profiles-to-sources.ts';
import type { ProfileKind } from './profiling-options.ts';
import {
  measureProfilingOverhead,
  type ProfiledTrials,
} from './run-profiled-and-unprofiled-trial-pairs.ts';

/** @param scenario - Scenario to profile; null: a process that is already running. */
export function createProfilerForKind(
  host: Host,
  kind: ProfileKind,
  scenario: Scenario | null,
): Profiler {
  switch (kind) {
    case 'cpu':
      return createCpuProfiler(
        host,
        scenario === null ? {} : { intervalUs: chooseSamplingInterval(scenario) },
      );
    case 'allocation':
      return createHeapProfiler(host, 'allocated');
    case 'heap':
      return createHeapProfiler(host, 'held');
    case 'waits':
      return createWaitProfilerAdapter(host);
    default:
      return assertNever(kind);
  }
}

/** Summary of several profiles, and the profiles themselves with source maps applied. */
export interface ResolvedProfileSection {
  readonly section: ProfileSection;
  readonly profiles: readonly Profile[];
  readonly findings: readonly Finding[];
}

/** Summarizes one scenario's profiles, source maps applied, and the profiling overhead. */
export function buildProfileReportSection(
  host: Host,
  scenario: Scenario,
  tool: string,
  taken: ProfiledTrials,
): ResolvedProfileSection {
  const { profiles, findings } = mapProfilesToSources(
    host,
    taken.profiles.map(({ profile }) => profile),
  );
  const section = summariseProfileSection(tool, profiles);
  return {
    section: { ...section, overhead: measureProfilingOverhead(scenario, taken) },
    profiles,
    findings,
  };
}

/** Summarizes profiles without overhead, for those taken without plain trials to compare. */
export function summariseProfileSection(
  tool: string,
  profiles: readonly Profile[],
): ProfileSection {
  const [first, ...others] = profiles;
  return {
    tool,
    trials: profiles.length,
    ...(first === undefined ? NOTHING : summariseProfiles([first, ...others])),
    overhead: null,
  };
}

const NOTHING = {
  unit: 'ms',
  confidence: 0,
  threads: 0,
  samples: 0,
  busy: 0,
  idle: null,
  functions: [],
  hot_spots: [],
  owners: [],
  tree: { parent: [], function: [], weight: [] },
} as const;
