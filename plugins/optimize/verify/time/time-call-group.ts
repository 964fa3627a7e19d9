import { isDeepStrictEqual } from 'node:util';
import type { ModuleExports } from '../replay/resolve-module-exports.ts';
import type { Session } from '../sessions/recorded-call-session.ts';
import { prepareCall } from './prepare-call-for-timing.ts';
import type { GroupTimes } from './timed-call-groups.ts';
import { type VariedArguments, varyArguments } from './vary-and-enlarge-call-input.ts';

export interface LoadedVersions {
  readonly base: Record<string, unknown>;
  readonly head: Record<string, unknown>;
}

type VersionName = keyof LoadedVersions;
type PreparedCalls = readonly (() => unknown)[];

export interface TimeLimits {
  readonly first: VersionName;
  /** Milliseconds. */
  readonly limitMs: number;
  /** True if each call gets arguments of its own. */
  readonly isVaried: boolean;
  /** True if the input was enlarged, so that nothing has compared the results yet. */
  readonly isEnlarged: boolean;
}

const MOST_ROUNDS = 45;
/** Minimum number of rounds for a meaningful interval. */
const LEAST_ROUNDS = 11;
/** Duration of one version in one round: long enough for the clock. */
const ROUND_NS = 240_000;
const MOST_CALLS = 1_024;
/** Parts of a round, alternating versions; the fastest counts, as other load only slows them. */
const PARTS = 6;
/** Share of the time for warming up, until the engine has compiled what it will. */
const WARM_SHARE = 0.25;
const WARM_CALLS = 4_000;
/** Share of the time for preparing the calls of the least number of rounds. */
const PREPARATION_SHARE = 0.3;
/** Repetitions on the same objects to warm up a call that only uses the caller's objects. */
const WARM_REPEATS = 16;

// Taken before a module could replace them.
const now = process.hrtime.bigint;
const { gc } = globalThis;
/** Receives all results, so that the engine cannot eliminate a call as dead code. */
const sink: { last: unknown } = { last: undefined };

/** Times a group's calls alternately on both versions, each with own objects; null: unrepeatable. */
export function timeGroup(
  slices: readonly Session[],
  versions: LoadedVersions,
  { first, limitMs, isVaried, isEnlarged }: TimeLimits,
): GroupTimes | null {
  const began = performance.now();
  const usable = slices.filter((slice) => isRepeatable(slice, versions, isEnlarged));
  if (usable.length === 0) return null;
  const order: readonly VersionName[] = first === 'base' ? ['base', 'head'] : ['head', 'base'];
  const varied = isVaried ? findVariation(usable, versions) : null;
  if (isVaried && varied === null) return null;
  // Both versions get the same arguments in the same order.
  const iterations: Record<VersionName, number> = { base: 0, head: 0 };
  const prepare = (version: VersionName, count: number): PreparedCalls => {
    const vary = (slice: Session): Session => {
      iterations[version] += 1;
      return varied === null ? slice : varyArguments(slice, varied, iterations[version]);
    };
    return prepareCalls(usable, versions[version], count, vary);
  };
  for (const version of order) {
    warmUp(() => prepare(version, usable.length), usable, limitMs * WARM_SHARE);
  }
  const count = findCallsPerRound(
    (wanted) => prepare('base', wanted),
    usable.length,
    (limitMs * PREPARATION_SHARE) / LEAST_ROUNDS / order.length,
  );
  const partSize = Math.max(1, Math.ceil(count / PARTS / usable.length)) * usable.length;
  const times: Record<VersionName, number[]> = { base: [], head: [] };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (performance.now() - began > limitMs) break;
    const roundOrder = round % 2 === 0 ? order : order.toReversed();
    const batches = roundOrder.map((version) => [version, prepare(version, count)] as const);
    gc?.({ type: 'minor' });
    const best = { base: Number.POSITIVE_INFINITY, head: Number.POSITIVE_INFINITY };
    for (let from = 0; from < count; from += partSize) {
      for (const [version, batch] of batches) {
        const part = batch.slice(from, from + partSize);
        best[version] = Math.min(best[version], measureNs(part) / part.length);
      }
    }
    for (const version of order) times[version].push(best[version]);
  }
  // A call that throws has no duration.
  const isComplete = [...times.base, ...times.head].every((duration) => duration > 0);
  return times.base.length < LEAST_ROUNDS || !isComplete ? null : times;
}

/**
 * Returns the number of calls that take as long as a round has to, by trying more and more. Calls
 * that need many others take long to prepare, so that fewer of them are left to a round.
 * @param limitMs - Time for preparing the calls of one version for a round.
 */
function findCallsPerRound(
  prepare: (count: number) => PreparedCalls,
  least: number,
  limitMs: number,
): number {
  for (let count = least; ; count *= 4) {
    const began = performance.now();
    // The fastest of three, since any of them may have been preempted.
    const ns = Math.min(...[1, 2, 3].map(() => measureNs(prepare(count))));
    if (Number.isNaN(ns)) return least;
    const preparableCalls = (limitMs / (performance.now() - began)) * 3 * count;
    const most = Math.min(MOST_CALLS, preparableCalls);
    if (!(ns < ROUND_NS / 4) || count * 4 > most) {
      const wanted = Math.min(most, (ROUND_NS / ns) * count);
      return Math.max(1, Math.ceil(wanted / least)) * least;
    }
  }
}

function isRepeatable(slice: Session, { base, head }: LoadedVersions, mustAgree: boolean): boolean {
  const results: unknown[] = [];
  for (const exports of [base, head]) {
    try {
      const call = prepareCall(slice, exports);
      if (call === null) return false;
      results.push(call());
    } catch {
      return false;
    }
  }
  return !mustAgree || isDeepStrictEqual(results[0], results[1]);
}

/** Returns what can vary in all calls without an error; null: not even contents can. */
function findVariation(
  slices: readonly Session[],
  versions: LoadedVersions,
): VariedArguments | null {
  const kinds = ['all', 'contents'] as const;
  const works = (kind: VariedArguments): boolean =>
    slices.every((slice) => isRepeatable(varyArguments(slice, kind, 1), versions, false));
  return kinds.find(works) ?? null;
}

function prepareCalls(
  slices: readonly Session[],
  exports: ModuleExports,
  count: number,
  vary: (slice: Session) => Session,
): PreparedCalls {
  const calls: (() => unknown)[] = [];
  while (calls.length < count) {
    for (const slice of slices) {
      const call = prepareCall(vary(slice), exports);
      if (call !== null) calls.push(call);
    }
    if (calls.length === 0) break;
  }
  return calls;
}

function warmUp(prepare: () => PreparedCalls, slices: readonly Session[], limitMs: number): void {
  const until = performance.now() + limitMs / 2;
  const usesOnlyArguments = slices.every(({ calls }) => calls.at(-1)?.callee.kind === 'export');
  const repeats = usesOnlyArguments ? WARM_REPEATS : 1;
  for (let done = 0; done < WARM_CALLS && performance.now() < until; ) {
    const calls = prepare();
    done += calls.length * repeats;
    for (const call of calls) {
      for (let repeat = 0; repeat < repeats; repeat += 1) {
        try {
          sink.last = call();
        } catch {
          // The call was prepared for one use, so a failure when it is repeated does not matter.
          break;
        }
      }
    }
  }
}

/** Returns the duration of calls in nanoseconds; NaN if a call throws that did not before. */
function measureNs(calls: PreparedCalls): number {
  try {
    const start = now();
    for (let at = 0; at < calls.length; at += 1) sink.last = calls[at]?.();
    return Number(now() - start);
  } catch {
    return Number.NaN;
  }
}
