import { getHeapStatistics } from 'node:v8';
import type { ModuleExports } from '../replay/resolve-module-exports.ts';
import type { Session } from '../sessions/recorded-call-session.ts';
import { prepareCall } from './prepare-call-for-timing.ts';
import type { LoadedVersions } from './time-call-group.ts';
import type { RetainedMemory, TimeAnswer, TimedGroup } from './timed-call-groups.ts';
import { VERSION_OFFSET, varyArguments } from './vary-and-enlarge-call-input.ts';

/** Maximum calls of each version: a bounded cache has reached its bound by half of them. */
const MOST_CALLS = 24_000;
/** Minimum calls for a result, since a cache may be as large. */
const LEAST_CALLS = 8_000;
/** Calls after which it is known how long they take. */
const FIRST_CALLS = 200;
/** Bytes per call that are attributed to other work of the engine. */
const NOISE_BYTES = 24;
/** Least share of memory kept after the change exceeding that before; less counts as equal. */
const LEAST_INCREASE = 0.4;
/** Most characters of a session that is repeated so often. */
const MOST_CHARACTERS = 4_000;

const { gc } = globalThis;

/**
 * Finds functions that retain memory for each call with new arguments, where the old code retains
 * less; searches until time is up. Slow functions cannot be called often enough.
 */
export function findRetainedMemory(
  groups: readonly TimedGroup[],
  versions: LoadedVersions,
  limitMs: number,
): Pick<TimeAnswer, 'memory' | 'isMemoryComplete'> {
  const until = performance.now() + limitMs;
  const memory: RetainedMemory[] = [];
  const smallest = chooseSmallestSlices(groups);
  let isMemoryComplete = groups.every((group) => smallest.has(group.function));
  for (const [name, slice] of smallest) {
    for (const argument of listVaryingArguments(slice)) {
      const leftMs = until - performance.now();
      if (leftMs <= 0) return { memory, isMemoryComplete: false };
      const repeated: RepeatedCall = { slice, argument, exports: versions.head };
      const count = findAffordableCallCount(repeated, leftMs / 2);
      if (count === null) {
        isMemoryComplete = false;
        continue;
      }
      const bytes = measureGrowth(repeated, 0, count);
      if (bytes < NOISE_BYTES) continue;
      // Same number of calls, since the size of a map grows in steps; other arguments, since the
      // engine may share equal strings.
      const before = measureGrowth({ ...repeated, exports: versions.base }, VERSION_OFFSET, count);
      if (bytes - before < Math.max(NOISE_BYTES, bytes * LEAST_INCREASE)) continue;
      const kept = before < NOISE_BYTES ? 0 : Math.round(before);
      memory.push({
        kind: 'memory',
        function: name,
        bytes: Math.round(bytes),
        bytes_before: kept,
      });
      break;
    }
  }
  return { memory, isMemoryComplete };
}

function chooseSmallestSlices(groups: readonly TimedGroup[]): ReadonlyMap<string, Session> {
  const smallest = new Map<string, { readonly size: number; readonly slice: Session }>();
  for (const { function: name, slices } of groups) {
    for (const slice of slices) {
      const size = JSON.stringify(slice).length;
      if (size < (smallest.get(name)?.size ?? MOST_CHARACTERS)) smallest.set(name, { size, slice });
    }
  }
  return new Map([...smallest].map(([name, { slice }]) => [name, slice]));
}

/** Returns which arguments to vary: all together and, if several can vary, each by itself. */
function listVaryingArguments({ calls }: Session): readonly (number | 'all')[] {
  const given = calls.at(-1)?.given ?? [];
  const variable = given.flatMap((value, index) =>
    typeof value === 'string' || typeof value === 'number' ? [index] : [],
  );
  return variable.length > 1 ? ['all', ...variable] : ['all'];
}

/** The last call of a session, repeated with different arguments each time. */
interface RepeatedCall {
  readonly slice: Session;
  readonly argument: number | 'all';
  readonly exports: ModuleExports;
}

/** Returns the number of calls time allows; null: too few, or the call cannot be repeated. */
function findAffordableCallCount(repeated: RepeatedCall, limitMs: number): number | null {
  const began = performance.now();
  if (!repeatCall(repeated, 0, FIRST_CALLS)) return null;
  const perCallMs = (performance.now() - began) / FIRST_CALLS;
  const count = Math.min(MOST_CALLS, Math.floor(limitMs / perCallMs));
  return count < LEAST_CALLS ? null : count;
}

/** Bytes that each call of the second half leaves behind. */
function measureGrowth(repeated: RepeatedCall, from: number, count: number): number {
  const half = from + (count >> 1);
  const end = from + count;
  repeatCall(repeated, from, half);
  const before = usedBytes();
  repeatCall(repeated, half, end);
  return (usedBytes() - before) / (end - half);
}

/** @returns False if the call cannot be made. */
function repeatCall({ slice, argument, exports }: RepeatedCall, from: number, to: number): boolean {
  for (let iteration = from; iteration < to; iteration += 1) {
    const call = prepareCall(varyArguments(slice, argument, iteration), exports);
    if (call === null) return false;
    try {
      call();
    } catch {
      // An error is a result, too.
    }
  }
  return true;
}

function usedBytes(): number {
  gc?.();
  const { used_heap_size: used, external_memory: external } = getHeapStatistics();
  return used + external;
}
