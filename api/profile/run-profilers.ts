import {
  machineUsageBetween,
  readMachineCounts,
} from '../../harness/machine/machine-resource-usage.ts';
import type {
  ProfileReport,
  ProfileSection,
} from '../../harness/model/documents/profile-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ProfileResult, Profiler } from '../../harness/model/program/profiler.ts';
import { describeFailure } from '../../harness/sampling/measure-trial.ts';
import { createRandom } from '../../harness/stats/seeded-random.ts';
import { summariseGcAndEventLoop } from '../../profilers/summarise-gc-and-event-loop.ts';
import {
  buildProfileReportSection,
  createProfilerForKind,
} from '../observe/build-profile-report-section.ts';
import type { ProfileKind, ProfilingOptions } from '../observe/profiling-options.ts';
import {
  type ObservedScenario,
  type ProfiledTrials,
  profileAgainstPlainTrials,
} from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { ReportedProject } from '../project/read-project-duration-norms-and-code-rules.ts';
import { takeFollowUpProfiles } from './record-deeper-profiles-after-cpu-profile.ts';

export interface ProfilerRunOptions
  extends Pick<ProfilingOptions, 'kind' | 'withMap' | 'mayInstrument' | 'trials'> {
  readonly signal: AbortSignal;
  /** Gets each profile as it is summarised, with all that reports leave out. */
  readonly onProfile?: ((profile: Profile) => void) | undefined;
}

interface DepthContext extends ReportedProject {
  /** True if a check before the run rules out measuring. */
  readonly isBlocked: boolean;
  readonly seed: number;
  /** Third-party profiler; null: V8's own. */
  readonly foreign: Profiler | null;
}

/** Result of profiling a scenario. */
interface ProfiledInDepth {
  readonly report: ProfileSection &
    Pick<ProfileReport, 'runtime' | 'escalation' | 'memory' | 'instrumentation' | 'map'>;
  readonly findings: readonly Finding[];
  readonly state: ProfileReport['state'];
}

/** Takes the requested profile; if no kind is requested, as many as escalation rules call for. */
export async function runProfilers(
  base: ObservedScenario,
  { kind, withMap, mayInstrument, trials, signal, onProfile }: ProfilerRunOptions,
  { isBlocked, seed, foreign, root, stateFolder, knowledge, id }: DepthContext,
): Promise<ProfiledInDepth> {
  const { host, scenario } = base;
  const random = createRandom(seed);
  const findings: Finding[] = [];
  let offset = 0;
  const take = async (profileKind: ProfileKind, level: Finding['level']) => {
    const profiler = foreign ?? createProfilerForKind(host, profileKind, scenario);
    const taken = isBlocked
      ? NONE_TAKEN
      : await profileAgainstPlainTrials({ ...base, profiler }, trials, offset, random);
    offset += trials;
    const found = buildProfileReportSection(host, scenario, profiler.id, taken);
    findings.push(...profileFindings(taken, level));
    // Each finding about a source map is reported once, even if several profiles read it.
    const isNew = ({ message }: Finding): boolean =>
      findings.every((finding) => finding.message !== message);
    findings.push(...found.findings.filter(isNew));
    return { taken, ...found };
  };
  const before = readMachineCounts(host);
  const { taken, section, profiles } = await take(kind ?? 'cpu', 'error');
  for (const profile of profiles) onProfile?.(profile);
  const used = machineUsageBetween(before, readMachineCounts(host));
  const runtime = summariseGcAndEventLoop(taken.profiles.map((profile) => profile.runtime ?? null));
  const state = stateOf(taken, signal);
  // If the program fails, that failure must be examined first.
  const hasNone = taken.profiles.length === 0;
  const hasFailed = hasNone && !taken.isProfilerMissing;
  if (kind !== null || foreign !== null || hasFailed) {
    return { report: { ...section, ...runtime }, findings, state };
  }
  const seen = { taken, section, profiles, used, hasMap: withMap, mayInstrument };
  const deeper = await takeFollowUpProfiles(base, seen, {
    root,
    stateFolder,
    knowledge,
    id,
    random,
    runtime,
    offset: () => offset,
    onFinding: (finding) => findings.push(finding),
    takeMemory: (memoryKind) => take(memoryKind, 'warning'),
  });
  return {
    report: { ...section, ...runtime, ...deeper },
    findings,
    state: stateOf(taken, signal),
  };
}

function stateOf({ failure }: ProfiledTrials, signal: AbortSignal): ProfileReport['state'] {
  if (signal.aborted) return 'interrupted';
  return failure === null ? 'completed' : 'failed';
}

const NONE_TAKEN: ProfiledTrials = {
  profiles: [],
  ratios: [],
  trials: [],
  plain: [],
  failure: null,
  isProfilerMissing: false,
};

/** Returns the findings about how the profiles were taken. */
function profileFindings(taken: ProfiledTrials, level: Finding['level']): readonly Finding[] {
  return [
    ...failureFinding(taken, level),
    ...lostFinding(taken),
    ...startFinding(taken),
    ...mergeTrialFindings(taken.profiles),
  ];
}

function failureFinding({ failure }: ProfiledTrials, level: Finding['level']): readonly Finding[] {
  if (failure === null) return [];
  const remedy = failure.remedy ?? 'Run the scenario manually to find the cause.';
  return [{ id: 'profile-failed', level, message: describeFailure(failure), remedy }];
}

function lostFinding({ profiles }: ProfiledTrials): readonly Finding[] {
  const lost = profiles.reduce((sum, profile) => sum + profile.lost, 0);
  if (lost === 0) return [];
  return [
    {
      id: 'profile-incomplete',
      level: 'warning',
      message: `${lost} threads or processes in ${profiles.length} trials were terminated before they could write a profile; their work is missing from the results.`,
      remedy:
        'Let worker threads exit on their own, and let processes exit on their own or when they receive SIGTERM.',
    },
  ];
}

function startFinding({ profiles }: ProfiledTrials): readonly Finding[] {
  const count = profiles.reduce((sum, profile) => sum + (profile.withStart ?? 0), 0);
  if (count === 0) return [];
  return [
    {
      id: 'profile-with-start',
      level: 'info',
      message: `${count} threads or processes in ${profiles.length} trials missed the start of the measurement window, so the profile includes their startup allocations.`,
      remedy: 'Let these threads and processes return to their event loop before the load starts.',
    },
  ];
}

/** Deduplicates the findings of a tool, with the number of trials that have each unless all do. */
export function mergeTrialFindings(
  profiles: readonly Pick<ProfileResult, 'findings'>[],
): readonly Finding[] {
  const told = Map.groupBy(
    profiles.flatMap(({ findings = [] }) => findings),
    ({ id, message }) => `${id}\0${message}`,
  );
  return [...told.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const count = 1 + others.length;
    if (count === profiles.length) return [first];
    return [{ ...first, message: `${first.message} (${count} of ${profiles.length} trials)` }];
  });
}
