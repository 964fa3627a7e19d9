import type { Host } from '../../host.ts';
import { mean, median } from '../../stats/descriptive-statistics.ts';
import type { CountingWorker } from './open-instruction-counting-worker.ts';
import {
  type CallPlan,
  EMPTY_STRETCHES,
  planStretchCalls,
} from './plan-instruction-counted-calls.ts';
import { CALLGRIND_DUMP_PREFIX, readDumpTotals } from './valgrind-run-files.ts';

/** Most attempts until all calls take equal instructions: code may be compiled meanwhile. */
const MOST_ROUNDS = 4;
/** Counts per unit; its result is their median, so a V8 task within one count has no effect. */
const COUNTS = 3;

/** Counting plan of a scenario, the same in all of its units. */
export interface ScenarioCountingPlan {
  readonly plan: CallPlan;
  /** Calls of the shorter stretch; null until the first unit has measured the cost of a call. */
  calls: number | null;
}

export interface CountingUnit {
  readonly host: Host;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly call: CountingWorker['call'];
}

/** Settled count, with the calls of the shorter stretch and the number of rounds needed. */
export type StableCount = CountedCalls & { readonly stretch: number; readonly rounds: number };

export function createStableCounter(
  unit: CountingUnit,
  known: ScenarioCountingPlan,
): () => Promise<StableCount> {
  const { plan } = known;
  let dumpsRead = 0;
  const countOnce = async (calls: number): Promise<CountedCalls> => {
    const { isSingle } = plan;
    await unit.call('count', { calls, isSingle }, unit.signal);
    const dumps = readDumpTotals(unit.host.files, unit.folder, CALLGRIND_DUMP_PREFIX);
    const counted = computeInstructionsPerCall(dumps.slice(dumpsRead), { calls, isSingle });
    dumpsRead = dumps.length;
    return counted;
  };
  const countRounds = async (calls: number): Promise<StableCount> => {
    for (let rounds = 1; ; rounds += 1) {
      const counted = await countOnce(calls);
      const isOver = counted.type === 'unknown' ? !counted.mayPass : counted.isSettled;
      if (isOver || rounds === MOST_ROUNDS) return { ...counted, stretch: calls, rounds };
    }
  };
  let isProbed = false;
  return async () => {
    if (!isProbed && !plan.isSingle) {
      // Done even if the number of calls is already known, since all units must do the same.
      const probed = await countRounds(plan.probeCalls);
      if (probed.type === 'unknown') return probed;
      // Uses the longer stretch instead of the difference, which means little while calls still
      // vary.
      const perCall = (probed.notes.longer ?? 0) / (2 * probed.stretch);
      known.calls ??= planStretchCalls(Math.max(1, perCall), plan);
      isProbed = true;
    }
    const calls = known.calls ?? plan.mostCalls;
    const first = await countRounds(calls);
    // Calls with hooks are counted one by one, so there are already many counts.
    if (first.type === 'unknown' || !first.isSettled || plan.isSingle) return first;
    const counts = [first];
    while (counts.length < COUNTS) {
      const again = await countOnce(calls);
      if (again.type === 'counted') counts.push({ ...first, ...again });
      else return first;
    }
    return middleOf(counts) ?? first;
  };
}

function middleOf<T extends { readonly perCall: number }>(counts: readonly T[]): T | undefined {
  return counts.toSorted((count, other) => count.perCall - other.perCall)[counts.length >> 1];
}

type CountedCalls =
  | {
      readonly type: 'counted';
      readonly perCall: number;
      readonly calls: number;
      /** True if twice as many calls took twice the instructions, so all calls were the same. */
      readonly isSettled: boolean;
      readonly notes: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'unknown';
      readonly reason: string;
      readonly mayPass: boolean;
    };

interface Stretches {
  /** Calls of the shorter stretch, or the number of calls counted one by one. */
  readonly calls: number;
  readonly isSingle: boolean;
}

/**
 * Largest relative deviation of the longer stretch from twice the shorter stretch. V8 recompiling
 * the code in between changes its calls by a fifth and more; marks and stray tasks are a hundredth
 * of this.
 */
const SETTLED = 0.01;

/**
 * Computes the instructions of a call from the sums between marks. Every second sum is that of a
 * stretch; the sums in between lie outside of stretches. The result is (longer − shorter) / calls
 * of the shorter, which cancels everything common to both stretches, including the marks. For calls
 * counted one by one, the cost of empty stretches is subtracted instead.
 */
export function computeInstructionsPerCall(sums: readonly number[], plan: Stretches): CountedCalls {
  const stretches = sums.filter((_, index) => index % 2 === 1);
  const expected = plan.isSingle ? plan.calls + EMPTY_STRETCHES : 2;
  if (sums.length === 0) return unknown(NO_MARKS);
  if (sums.length !== expected * 2) return unknown(otherMarks(sums.length, expected * 2));
  if (plan.isSingle) {
    const overhead = median(stretches.slice(plan.calls));
    const perCall = mean(stretches.slice(0, plan.calls)) - overhead;
    return { type: 'counted', perCall, calls: plan.calls, isSettled: true, notes: { overhead } };
  }
  const [shorter = 0, longer = 0] = stretches;
  if (longer <= shorter) return { ...unknown(SHRUNK), mayPass: true };
  return {
    type: 'counted',
    perCall: (longer - shorter) / plan.calls,
    calls: 3 * plan.calls,
    isSettled: Math.abs(longer - 2 * shorter) <= SETTLED * longer,
    notes: { shorter, longer },
  };
}

const NO_MARKS =
  'this Node.js does not report its function names to valgrind, which instruction counting requires';
const SHRUNK =
  'doubling the number of calls lowered the instruction count, so the calls vary too much';

function otherMarks(found: number, expected: number): string {
  return `the function calls os.getPriority, which instruction counting reserves for itself (${found} marks instead of ${expected})`;
}

function unknown(reason: string): Extract<CountedCalls, { type: 'unknown' }> {
  return { type: 'unknown', reason, mayPass: false };
}
