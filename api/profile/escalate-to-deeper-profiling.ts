import {
  ABNORMAL_GROWTH_BYTES,
  chooseNextProfileLevel,
  type HottestEvidence,
  type ProfileEvidence,
} from '../../harness/gate/choose-next-profile-level.ts';
import type {
  Escalation,
  EscalationLevel,
  ProfileRuntime,
  ProfileSection,
} from '../../harness/model/documents/profile-document.ts';
import type { ProfileKind } from '../observe/profiling-options.ts';

/** Result of the first profile of a scenario. */
interface FirstProfile {
  readonly section: ProfileSection;
  readonly runtime?: ProfileRuntime;
  readonly isMissing: boolean;
}

interface DeeperProfile {
  readonly escalation: Escalation;
  /** null: not called for by the rules, or it could not be taken. */
  readonly memory: ProfileSection | null;
}

/** Functions that take the deeper levels of profiling. */
export interface EscalationSteps {
  /** null: it was interrupted, or there was no profile. */
  readonly takeMemory: (kind: ProfileKind) => Promise<ProfileSection | null>;
  /** Returns the number of hypotheses neither confirmed nor dismissed; called once, at the end. */
  readonly countOpenSuspicions: () => Promise<number>;
  /** Instruments functions. `broken`: the tests failed with the instrumentation, now reverted. */
  readonly instrument: (wanted: {
    readonly reason: EscalationLevel['reason'];
    /** True if retained memory keeps growing. */
    readonly isGrowing: boolean;
  }) => Promise<'taken' | 'broken' | 'none'>;
}

/** Continues after a CPU profile for as long as the escalation rules require. */
export async function escalateProfiling(
  first: FirstProfile,
  { takeMemory, countOpenSuspicions, instrument }: EscalationSteps,
  signal: AbortSignal,
): Promise<DeeperProfile> {
  const levels: EscalationLevel[] = [];
  let evidence = evidenceOf(first);
  let memory: ProfileSection | null = null;
  let isCounted = false;
  for (;;) {
    const step = chooseNextProfileLevel({ ...evidence, done: levels.map(({ level }) => level) });
    if (signal.aborted) {
      const text = 'Profiling was interrupted before the deeper profiles could be recorded.';
      return { escalation: { levels, stop: 'interrupted', text }, memory };
    }
    if (step.type === 'stop' && !isCounted) {
      isCounted = true;
      evidence = { ...evidence, openSuspicions: await countOpenSuspicions() };
      continue;
    }
    if (step.type === 'stop') {
      return { escalation: { levels, stop: step.stop, text: step.text }, memory };
    }
    const { type: _, ...level } = step;
    let taken = level.level !== 'functions' || !first.isMissing;
    if (level.level === 'memory') {
      memory = await takeMemory(memoryKind(evidence));
      taken = memory !== null;
    }
    if (level.level === 'instrumentation') {
      const isGrowing = memoryKind(evidence) === 'heap';
      const came = await instrument({ reason: level.reason, isGrowing });
      evidence = { ...evidence, isInstrumentationBroken: came === 'broken' };
      taken = came === 'taken';
    }
    // V8's profiler already reports the lines of every function in the same profile.
    levels.push({ ...level, taken });
  }
}

/** Growing memory calls for a heap profile; much garbage collection, for all allocations. */
function memoryKind({ heapGrowthBytes }: Pick<ProfileEvidence, 'heapGrowthBytes'>): ProfileKind {
  return (heapGrowthBytes ?? 0) > ABNORMAL_GROWTH_BYTES ? 'heap' : 'allocation';
}

function evidenceOf({ section, runtime, isMissing }: FirstProfile): Omit<ProfileEvidence, 'done'> {
  return {
    isProfilerMissing: isMissing,
    overhead: section.overhead?.ratio ?? null,
    hottest: hottestOf(section),
    gcShare: section.owners.find(({ owner }) => owner === 'gc')?.share.median ?? 0,
    heapGrowthBytes: runtime?.heap_growth_bytes ?? null,
    openSuspicions: 0,
    isInstrumentationBroken: false,
  };
}

/** Returns the hottest function with source code: the engine's own work is no cause to fix. */
function hottestOf({ hot_spots: spots, functions }: ProfileSection): HottestEvidence | null {
  for (const { function: index, self, lines } of spots) {
    const of = functions[index];
    if (of?.owner !== 'project' && of?.owner !== 'package' && of?.owner !== 'node') continue;
    return { name: of.name, self: self.median, line: lines[0] ?? null };
  }
  return null;
}
