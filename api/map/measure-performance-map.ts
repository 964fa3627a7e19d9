import { ABNORMAL_GC_SHARE } from '../../harness/gate/choose-next-profile-level.ts';
import type { Host } from '../../harness/host.ts';
import type { MachineUsage } from '../../harness/machine/machine-resource-usage.ts';
import type { PerformanceMap } from '../../harness/model/documents/performance-map-document.ts';
import type { ProfileSection } from '../../harness/model/documents/profile-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ProgramProfile } from '../../harness/model/program/profiler.ts';
import type { WaitRecord } from '../../harness/model/program/program-wait-record-types.ts';
import {
  listReportedUnprofiledServices,
  serviceObservedFromOutsideNote,
} from '../../harness/model/program/unprofiled-services.ts';
import { describeFailure } from '../../harness/sampling/measure-trial.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import { mergeProfiles } from '../../profilers/profile-builder.ts';
import { resolveWaitSourceMaps } from '../../profilers/waits/resolve-wait-source-maps.ts';
import { createWaitProfiler } from '../../profilers/waits/wait-profiler.ts';
import {
  buildProfileReportSection,
  createProfilerForKind,
} from '../observe/build-profile-report-section.ts';
import { createSourceReader, mapProfilesToSources } from '../observe/map-profiles-to-sources.ts';
import {
  type ObservedScenario,
  type ProfiledTrials,
  profileAgainstPlainTrials,
} from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import { type ObservedTrials, runTrialsWithObserver } from '../observe/run-trials-with-observer.ts';
import type { ProjectNormsAndRules } from '../project/read-project-duration-norms-and-code-rules.ts';
import { buildPerformanceMap, type WaitTrial } from './build-performance-map.ts';

/** Trials that record waits; a mean over the hundreds of operations in each is precise enough. */
const WAIT_TRIALS = 3;
/** Two trials are enough, since the map only needs each function's share of all allocations. */
const ALLOCATION_TRIALS = 2;

type MapSubject = ObservedScenario & {
  /** Folder of the project, absolute. */
  readonly root: string;
  readonly knowledge: ProjectNormsAndRules;
};

/** Observations of the scenario from its first profile. */
export interface FirstProfileResult {
  readonly taken: ProfiledTrials;
  readonly section: ProfileSection;
  /** By their sources. */
  readonly profiles: readonly Profile[];
  /** Allocation profiles, if already taken. */
  readonly allocated: readonly Profile[];
  readonly used: MachineUsage;
}

interface MapTaking {
  /** Pairs that were taken before. */
  readonly offset: number;
  readonly random: Random;
  readonly onFinding: (finding: Finding) => unknown;
}

/**
 * Runs the trials that a map needs in addition to the CPU profiles, and builds the map.
 * @returns null: it was interrupted, or there is no data to build it from.
 */
export async function measurePerformanceMap(
  subject: MapSubject,
  seen: FirstProfileResult,
  { offset, random, onFinding }: MapTaking,
): Promise<PerformanceMap | null> {
  const { host, scenario, root, knowledge, signal } = subject;
  const [firstProfile, ...others] = seen.profiles;
  if (firstProfile === undefined || signal.aborted) return null;
  const allocated = isMuchCollected(seen.section)
    ? await whoAllocates(subject, seen, offset, random)
    : [];
  const waits = await runTrialsWithObserver(subject, {
    attach: createWaitProfiler(host).attach,
    count: WAIT_TRIALS,
    offset: 2 * (offset + ALLOCATION_TRIALS),
    random,
  });
  for (const finding of waitFindings(waits)) onFinding(finding);
  const [waiting, ...more] = resolveWaitPlaces(host, waits.trials, seen.taken);
  if (waiting === undefined || signal.aborted) return null;
  const [first, ...further] = allocated;
  const map = await buildPerformanceMap(host, {
    scenario,
    root,
    cpu: {
      profiles: [firstProfile, ...others],
      trials: seen.taken.trials,
      ...groupProfilesByProgram(host, seen),
    },
    plain: seen.taken.plain,
    waits: [waiting, ...more],
    allocation: first === undefined ? null : mergeProfiles([first, ...further]),
    used: seen.used,
    knowledge,
    signal,
  });
  for (const finding of serviceFindings(map)) onFinding(finding);
  return map;
}

/** True if garbage collection takes so much time that the map needs to show who allocates. */
function isMuchCollected({ owners }: ProfileSection): boolean {
  const gc = owners.find(({ owner }) => owner === 'gc');
  return gc !== undefined && gc.share.median >= ABNORMAL_GC_SHARE;
}

async function whoAllocates(
  subject: MapSubject,
  { allocated }: FirstProfileResult,
  offset: number,
  random: Random,
): Promise<readonly Profile[]> {
  if (allocated.length > 0 || subject.signal.aborted) return allocated;
  const profiler = createProfilerForKind(subject.host, 'allocation', subject.scenario);
  const taken = await profileAgainstPlainTrials(
    { ...subject, profiler },
    ALLOCATION_TRIALS,
    offset,
    random,
  );
  return buildProfileReportSection(subject.host, subject.scenario, profiler.id, taken).profiles;
}

/** Resolves trials' waits by source maps; profiles of the files show which maps are unusable. */
function resolveWaitPlaces(
  host: Host,
  trials: readonly WaitTrial[],
  { profiles }: ProfiledTrials,
): readonly WaitTrial[] {
  const files = createSourceReader(host);
  const profiled = profiles.flatMap(({ profile }) => profile.functions);
  const texts = new Map(profiles.flatMap(({ profile }) => [...(profile.texts ?? [])]));
  return trials.map((trial) => ({
    ...trial,
    seen: resolveWaitSourceMaps(trial.seen, files, profiled, texts),
  }));
}

function waitFindings({ failure }: ObservedTrials<WaitRecord>): readonly Finding[] {
  if (failure === null) return [];
  return [
    {
      id: 'waits-unknown',
      level: 'warning',
      message: `The program's waits could not be recorded: ${describeFailure(failure)}.`,
      remedy: failure.remedy ?? 'Run the scenario manually to find the cause.',
    },
  ];
}

/**
 * Returns profiles by program if every trial distinguishes programs; a trial with only one program
 * reuses its resolved profile.
 */
export function groupProfilesByProgram(
  host: Host,
  { taken, profiles }: Pick<FirstProfileResult, 'taken' | 'profiles'>,
): { readonly programs?: readonly ProgramProfile[] } {
  const programs = taken.profiles.flatMap((takenProfile, trial): readonly ProgramProfile[] => {
    const [first, ...others] = takenProfile.programs ?? [];
    const whole = profiles[trial];
    if (first === undefined || whole === undefined) return [];
    if (others.length === 0) return [{ program: first.program, profile: whole }];
    const parts = [first, ...others];
    const { profiles: resolved } = mapProfilesToSources(
      host,
      parts.map(({ profile }) => profile),
    );
    return resolved.map((profile, index) => ({ program: parts[index]?.program ?? null, profile }));
  });
  return taken.profiles.every((profile) => profile.programs !== undefined) ? { programs } : {};
}

/** Reports services that the scenario calls and that were not profiled. */
function serviceFindings(map: PerformanceMap): readonly Finding[] {
  return listReportedUnprofiledServices(map).map((name) => ({
    id: 'service-not-profiled',
    level: 'warning',
    message: serviceObservedFromOutsideNote(name),
    remedy:
      'Let the scenario start the service too, as a Node.js program that preserves NODE_OPTIONS and exits on SIGTERM.',
  }));
}
