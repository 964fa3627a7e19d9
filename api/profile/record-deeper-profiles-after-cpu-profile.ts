import { checkPerformanceMapCompleteness } from '../../harness/gate/check-performance-map-completeness.ts';
import type {
  PerformanceMap,
  Suspicion,
} from '../../harness/model/documents/performance-map-document.ts';
import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { listReportedUnprofiledServices } from '../../harness/model/program/unprofiled-services.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Random } from '../../harness/stats/seeded-random.ts';
import { chooseInstrumentedFunctions } from '../../profilers/instrument/choose-instrumented-functions.ts';
import { decideHypothesesByRecordedCalls } from '../../profilers/instrument/decide-hypotheses-by-recorded-calls.ts';
import { findUnresolvedHypotheses } from '../../profilers/performance-map/unresolved-hypotheses.ts';
import { loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';
import {
  type InstrumentedScenario,
  instrumentScenario,
} from '../instrument/instrument-scenario.ts';
import { type FirstProfileResult, measurePerformanceMap } from '../map/measure-performance-map.ts';
import type { ResolvedProfileSection } from '../observe/build-profile-report-section.ts';
import type { ProfileKind } from '../observe/profiling-options.ts';
import type { ObservedScenario } from '../observe/run-profiled-and-unprofiled-trial-pairs.ts';
import type { ReportedProject } from '../project/read-project-duration-norms-and-code-rules.ts';
import { type EscalationSteps, escalateProfiling } from './escalate-to-deeper-profiling.ts';

/** Result of the first profile of a scenario. */
type SeenAtFirst = Omit<FirstProfileResult, 'allocated'> & {
  /** True: also build a map. */
  readonly hasMap: boolean;
  /** True: functions may be instrumented. */
  readonly mayInstrument: boolean;
};

interface DeeperContext extends ReportedProject {
  readonly random: Random;
  readonly runtime: Pick<ProfileReport, 'runtime'>;
  /** Pairs of trials that were taken so far. */
  readonly offset: () => number;
  readonly takeMemory: (kind: ProfileKind) => Promise<ResolvedProfileSection>;
  readonly onFinding: (finding: Finding) => unknown;
}

type Deeper = Pick<ProfileReport, 'escalation' | 'memory' | 'instrumentation' | 'map'>;

/** Maximum number of trials for a map; instrumented trials are numbered after them. */
const TRIALS_OF_MAP = 32;

/** Takes the deeper profiles escalation rules call for after a CPU profile; builds a wanted map. */
export async function takeFollowUpProfiles(
  subject: ObservedScenario,
  seen: SeenAtFirst,
  context: DeeperContext,
): Promise<Deeper> {
  const { root, random, runtime, onFinding } = context;
  const { section, taken } = seen;
  let allocated: readonly Profile[] = [];
  let map: PerformanceMap | null = null;
  let instrumented: InstrumentedScenario = { type: 'none', findings: [] };
  const first = { section, ...runtime, isMissing: taken.profiles.length === 0 };
  const levels: EscalationSteps = {
    takeMemory: async (kind) => {
      const ofMemory = await context.takeMemory(kind);
      if (kind === 'allocation') allocated = ofMemory.profiles;
      return ofMemory.section.trials === 0 ? null : ofMemory.section;
    },
    countOpenSuspicions: async () => {
      if (!seen.hasMap) return 0;
      const offset = context.offset();
      map = await measurePerformanceMap(
        { ...subject, root, knowledge: context.knowledge },
        { ...seen, allocated },
        { offset, random, onFinding },
      );
      return openOf(map, seen).length;
    },
    instrument: async (wanted) => {
      if (!seen.mayInstrument) return 'none';
      instrumented = await instrument(subject, { ...seen, map }, { ...context, ...wanted }).catch(
        (error: unknown) => givenUp(error, subject.signal),
      );
      for (const finding of instrumented.findings) onFinding(finding);
      return instrumented.type;
    },
  };
  const { escalation, memory } = await escalateProfiling(first, levels, subject.signal);
  return {
    escalation,
    ...(memory !== null && { memory }),
    ...withCalls(map, openOf(map, seen), instrumented),
  };
}

function openOf(map: PerformanceMap | null, { section }: SeenAtFirst): readonly Suspicion[] {
  return map === null ? [] : findUnresolvedHypotheses(map, section);
}

async function instrument(
  subject: ObservedScenario,
  seen: SeenAtFirst & { readonly map: PerformanceMap | null },
  context: DeeperContext & Parameters<EscalationSteps['instrument']>[0],
): Promise<InstrumentedScenario> {
  const { root, stateFolder, id, random, reason, isGrowing } = context;
  const { rules } = context.knowledge;
  const facts = await (await loadSourceAnalysis()).readCode(subject.host, root, {
    rules,
    signal: subject.signal,
  });
  const { section, map } = seen;
  const wanted = chooseInstrumentedFunctions(facts, {
    reason,
    open: openOf(map, seen),
    section,
    isGrowing,
  });
  const { plain } = seen.taken;
  const offset = 2 * context.offset() + TRIALS_OF_MAP;
  return instrumentScenario(subject, wanted, { root, stateFolder, id, random, offset, plain });
}

/** Failed instrumentation must not discard the profiles taken before. */
function givenUp(error: unknown, signal: AbortSignal): InstrumentedScenario {
  if (signal.aborted) return { type: 'none', findings: [] };
  if (!(error instanceof UserError)) throw error;
  return {
    type: 'none',
    findings: [
      {
        id: 'instrumentation-failed',
        level: 'warning',
        message: `Functions could not be instrumented: ${error.message}`,
        remedy: error.remedy,
      },
    ],
  };
}

/** Returns the map updated with the results of instrumentation, and the instrumentation itself. */
function withCalls(
  map: PerformanceMap | null,
  open: readonly Suspicion[],
  instrumented: InstrumentedScenario,
): Pick<Deeper, 'instrumentation' | 'map'> {
  if (instrumented.type !== 'taken') return map === null ? {} : { map };
  const { report, functions } = instrumented;
  if (map === null) {
    const told = functions.map(({ suspected: _, ...functionReport }) => ({
      ...functionReport,
      suspicions: [],
    }));
    return { instrumentation: { ...report, functions: told } };
  }
  const { lacks: _, ...rest } = map;
  const settled = decideHypothesesByRecordedCalls(rest, functions, open);
  const judged = { ...settled.map, instrumented_files: report.instrumented_files };
  return {
    instrumentation: { ...report, functions: settled.functions },
    map: {
      ...judged,
      lacks: checkPerformanceMapCompleteness(judged, listReportedUnprofiledServices(map)),
    },
  };
}
