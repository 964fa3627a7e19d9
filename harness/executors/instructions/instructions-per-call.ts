import { mean, median } from '../../stats/quantile.ts';
import { EMPTY_STRETCHES } from './time-calls.ts';

export type CountedCalls =
  | {
      readonly type: 'counted';
      readonly perCall: number;
      /** Calls behind it. */
      readonly calls: number;
      /** Twice as many calls took twice as many instructions: all were alike. */
      readonly isSettled: boolean;
      readonly notes: Readonly<Record<string, number>>;
    }
  | {
      readonly type: 'unknown';
      readonly reason: string;
      /** Counting again may give a number. */
      readonly mayPass: boolean;
    };

interface Stretches {
  /** Calls of the shorter one, or all of those that were counted one by one. */
  readonly calls: number;
  readonly isSingle: boolean;
}

/**
 * How far the longer stretch may be from twice the shorter one, as a share of it. V8 that compiles the
 * code anew in between changes its calls by a fifth and more; marks and stray tasks are a hundredth
 * of this.
 */
const SETTLED = 0.01;

/**
 * Instructions of a call, from the sums between marks. Every second sum is that of a stretch, those
 * between are what happened outside of them. (longer − shorter) / calls of the shorter: whatever both
 * stretches have in common, the marks among it, is gone. Calls that were counted one by one have
 * the stretches without calls taken off instead.
 */
export function instructionsPerCall(sums: readonly number[], plan: Stretches): CountedCalls {
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
  'this Node.js does not tell valgrind the names of its functions, which counting needs';
const SHRUNK =
  'twice as many calls took fewer instructions: the calls differ too much among each other';

function otherMarks(found: number, expected: number): string {
  return `the function itself calls os.getPriority, which counting needs for itself (${found} marks, not ${expected})`;
}

function unknown(reason: string): Extract<CountedCalls, { type: 'unknown' }> {
  return { type: 'unknown', reason, mayPass: false };
}
