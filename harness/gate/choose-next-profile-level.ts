import type { Escalation, EscalationLevel } from '../model/documents/profile-document.ts';

export type ProfileLevel = EscalationLevel['level'];

/** Evidence about a scenario after some levels of profiling. */
export interface ProfileEvidence {
  /** Levels that were tried, successfully or not. */
  readonly done: readonly ProfileLevel[];
  /** True if the profiler is missing, or the program leaves no profile data. */
  readonly isProfilerMissing: boolean;
  /** Ratio of the primary metric with profiling to that without; null: unknown. */
  readonly overhead: number | null;
  /** Function with the highest self time; null if there is none. */
  readonly hottest: HottestEvidence | null;
  /** Share of the busy time that the garbage collector took, from 0 to 1. */
  readonly gcShare: number;
  /** Growth of the heap over the profiled interval, bytes; null where not known. */
  readonly heapGrowthBytes: number | null;
  /** Hypotheses that no measurement has confirmed or dismissed. */
  readonly openSuspicions: number;
  /** True if targeted instrumentation broke the tests of the program. */
  readonly isInstrumentationBroken: boolean;
}

export interface HottestEvidence {
  readonly name: string;
  /** Share of the busy time, self time only. */
  readonly self: number;
  /** Line with the largest share of the function's time; null where the profile has no lines. */
  readonly line: { readonly line: number; readonly share: number } | null;
}

export type EscalationStep =
  | ({ readonly type: 'go' } & Omit<EscalationLevel, 'taken'>)
  | ({ readonly type: 'stop' } & Pick<Escalation, 'stop' | 'text'>);

/** Overhead beyond which a profile may show the profiler (P811-31: strictly more than 20 %). */
const MAX_OVERHEAD = 1.2;
/** Share from which speeding up one place alone can halve the total time (Amdahl's law). */
const CLEAR_SHARE = 0.5;
/** Share of busy time beyond which HP's HPjmeter guide recommends to improve memory use. */
export const ABNORMAL_GC_SHARE = 0.1;
/** V8's semi-space on 64 bits (`--max-semi-space-size`); less growth may be uncollected garbage. */
export const ABNORMAL_GROWTH_BYTES = 16 * 2 ** 20;
/** Number of hypotheses from which there are "several". */
const SEVERAL = 2;
const PERCENT = 100;

/**
 * Returns the next profile level, based on the results of the previous levels (P811-30 to P811-32):
 * functions first; lines if the hottest function is not clear inside; memory if its use is
 * abnormal; targeted instrumentation if profilers cannot answer.
 */
export function chooseNextProfileLevel(evidence: ProfileEvidence): EscalationStep {
  const { done, isInstrumentationBroken } = evidence;
  if (isInstrumentationBroken) {
    return {
      type: 'stop',
      stop: 'instrumentation-failed',
      text: 'Instrumentation broke the tests and was reverted, so the profiler results are the best available.',
    };
  }
  const wanted = listWantedLevels(evidence).find(({ level }) => !done.includes(level));
  if (wanted !== undefined) return { type: 'go', ...wanted };
  const cause = clearCause(evidence);
  return cause === null
    ? {
        type: 'stop',
        stop: 'levels-used',
        text: 'No remaining profiling level would add information, so this is the best result available.',
      }
    : { type: 'stop', stop: 'cause-clear', text: cause };
}

type WantedLevel = Omit<EscalationLevel, 'taken'>;

function listWantedLevels(evidence: ProfileEvidence): readonly WantedLevel[] {
  const { done, isProfilerMissing, overhead, openSuspicions } = evidence;
  if (!done.includes('functions')) {
    return [{ level: 'functions', reason: 'first', text: 'Functions are always profiled first.' }];
  }
  const instrument = (reason: WantedLevel['reason'], text: string): readonly WantedLevel[] => [
    { level: 'instrumentation', reason, text },
  ];
  if (isProfilerMissing) {
    return instrument('profiler-missing', 'The program could not be profiled.');
  }
  if (overhead !== null && overhead > MAX_OVERHEAD) {
    const cost = ((overhead - 1) * PERCENT).toFixed(1);
    const text = `Profiling adds ${cost} % overhead, more than the allowed 20 %, so the shares may reflect the profiler.`;
    return [...instrument('overhead', text), ...abnormalMemory(evidence)];
  }
  return [
    ...unclearInside(evidence),
    ...abnormalMemory(evidence),
    ...(openSuspicions >= SEVERAL
      ? instrument('several-suspicions', `${openSuspicions} hypotheses are still open.`)
      : []),
  ];
}

function unclearInside({ hottest }: ProfileEvidence): readonly WantedLevel[] {
  if (hottest?.line == null || hottest.line.share === 1) return [];
  return [
    {
      level: 'lines',
      reason: 'inside-unclear',
      text: `${hottest.name} takes ${percent(hottest.self)} of the time in its own code, spread over more than one line.`,
    },
  ];
}

function abnormalMemory({ gcShare, heapGrowthBytes }: ProfileEvidence): readonly WantedLevel[] {
  const parts = [
    ...(gcShare >= ABNORMAL_GC_SHARE
      ? [`garbage collection takes ${percent(gcShare)} of the time`]
      : []),
    ...((heapGrowthBytes ?? 0) > ABNORMAL_GROWTH_BYTES
      ? [`the heap grows by ${((heapGrowthBytes ?? 0) / 1e6).toFixed(0)} MB`]
      : []),
  ];
  if (parts.length === 0) return [];
  const text = `${parts.join(', and ')}.`;
  return [
    {
      level: 'memory',
      reason: 'memory-abnormal',
      text: `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`,
    },
  ];
}

/** Describes a function or line that dominates so that further levels add nothing; null: none. */
function clearCause({ hottest }: ProfileEvidence): string | null {
  if (hottest === null || hottest.self < CLEAR_SHARE) return null;
  const { name, self, line } = hottest;
  const where = `${name} takes ${percent(self)}`;
  return line !== null && line.share >= CLEAR_SHARE
    ? `${where}, ${percent(line.share)} of it in line ${line.line}.`
    : `${where}.`;
}

function percent(share: number): string {
  return `${(share * PERCENT).toFixed(0)} %`;
}
