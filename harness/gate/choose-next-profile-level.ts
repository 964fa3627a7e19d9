import type { Escalation, EscalationLevel } from '../model/documents/profile-document.ts';

export type ProfileLevel = EscalationLevel['level'];

/** Evidence about a scenario after some levels of its profile were inspected. */
export interface ProfileEvidence {
  /** Levels that were gone to, whether or not they could be taken. */
  readonly done: readonly ProfileLevel[];
  /** Set when the profiler is missing, or the program leaves no data to read a profile from. */
  readonly isProfilerMissing: boolean;
  /** Profiled / plain, of the metric that counts; null: not known. */
  readonly overhead: number | null;
  /** Function with the highest self time; null where none was seen. */
  readonly hottest: HottestEvidence | null;
  /** Share of the busy time that the garbage collector took, from 0 to 1. */
  readonly gcShare: number;
  /** Growth of the heap over the profiled interval, bytes; null where not known. */
  readonly heapGrowthBytes: number | null;
  /** Hypotheses that no measurement has confirmed or dismissed. */
  readonly openSuspicions: number;
  /** Targeted instrumentation was tried and broke the program's tests. */
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
const MOST_OVERHEAD = 1.2;
/** Share from which speeding up one place alone can halve the total time (Amdahl's law). */
const CLEAR_SHARE = 0.5;
/** Share of busy time: beyond it, HP's hpjmeter guide sees an opportunity to improve. */
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
  const wanted = wantedLevels(evidence).find(({ level }) => !done.includes(level));
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

type Wanted = Omit<EscalationLevel, 'taken'>;

/** Returns the wanted levels, in the order in which they must be known. */
function wantedLevels(evidence: ProfileEvidence): readonly Wanted[] {
  const { done, isProfilerMissing, overhead, openSuspicions } = evidence;
  if (!done.includes('functions')) {
    return [{ level: 'functions', reason: 'first', text: 'Functions are always profiled first.' }];
  }
  const instrument = (reason: Wanted['reason'], text: string): readonly Wanted[] => [
    { level: 'instrumentation', reason, text },
  ];
  if (isProfilerMissing) {
    return instrument('profiler-missing', 'The program could not be profiled.');
  }
  if (overhead !== null && overhead > MOST_OVERHEAD) {
    const cost = ((overhead - 1) * PERCENT).toFixed(1);
    const why = `Profiling adds ${cost} % overhead, more than the allowed 20 %, so the shares may reflect the profiler.`;
    return [...instrument('overhead', why), ...abnormalMemory(evidence)];
  }
  return [
    ...unclearInside(evidence),
    ...abnormalMemory(evidence),
    ...(openSuspicions >= SEVERAL
      ? instrument('several-suspicions', `${openSuspicions} hypotheses are still open.`)
      : []),
  ];
}

function unclearInside({ hottest }: ProfileEvidence): readonly Wanted[] {
  if (hottest?.line == null || hottest.line.share === 1) return [];
  return [
    {
      level: 'lines',
      reason: 'inside-unclear',
      text: `${hottest.name} takes ${percent(hottest.self)} of the time in its own code, spread over more than one line.`,
    },
  ];
}

function abnormalMemory({ gcShare, heapGrowthBytes }: ProfileEvidence): readonly Wanted[] {
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

/** Names a single place taking so much that further levels add nothing; null if none. */
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
