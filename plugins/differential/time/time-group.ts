import type { Session } from '../session.ts';
import { readyCall } from './ready-call.ts';
import type { GroupTimes } from './time-request.ts';

/** Exports of both versions of a module, loaded side by side. */
export interface LoadedSides {
  readonly base: Record<string, unknown>;
  readonly head: Record<string, unknown>;
}

type SideName = keyof LoadedSides;
type Ready = readonly (() => unknown)[];

export interface TimeLimits {
  readonly first: SideName;
  /** Milliseconds. */
  readonly limitMs: number;
}

const MOST_ROUNDS = 45;
/** With fewer there is no interval that says anything. */
const LEAST_ROUNDS = 11;
/** Of one side in one round: long enough for the clock. */
const ROUND_NS = 150_000;
const MOST_CALLS = 256;
/** Of the time: until the engine has compiled what it is going to. */
const WARM_SHARE = 0.35;
const WARM_CALLS = 4_000;
/** A call on the caller's objects alone is made so often on the same ones to warm up. */
const WARM_REPEATS = 16;

// Taken before a module could replace them.
const now = process.hrtime.bigint;
const { gc } = globalThis;
/** Results go here, so that no call is left out as useless. */
let sink: unknown;

/** Times calls of a group on both sides in turn, each on objects of its own. null: they cannot be made again. */
export function timeGroup(
  slices: readonly Session[],
  sides: LoadedSides,
  { first, limitMs }: TimeLimits,
): GroupTimes | null {
  const began = performance.now();
  const usable = slices.filter((one) => isRepeatable(one, sides));
  if (usable.length === 0) return null;
  const order: readonly SideName[] = first === 'base' ? ['base', 'head'] : ['head', 'base'];
  const ready = (side: SideName, count: number): Ready => readyCalls(usable, sides[side], count);
  for (const side of order) warmUp(() => ready(side, usable.length), usable, limitMs * WARM_SHARE);
  const one = Math.max(1, nsOf(ready('base', usable.length)) / usable.length);
  const wanted = Math.min(MOST_CALLS, Math.ceil(ROUND_NS / one));
  const count = Math.ceil(wanted / usable.length) * usable.length;
  const times: Record<SideName, number[]> = { base: [], head: [] };
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (performance.now() - began > limitMs) break;
    const turn = round % 2 === 0 ? order : order.toReversed();
    const batches = turn.map((side) => [side, ready(side, count)] as const);
    gc?.({ type: 'minor' });
    for (const [side, batch] of batches) times[side].push(nsOf(batch) / count);
  }
  return times.base.length < LEAST_ROUNDS ? null : times;
}

function isRepeatable(slice: Session, sides: LoadedSides): boolean {
  return [sides.base, sides.head].every((exports) => {
    try {
      const call = readyCall(slice, exports);
      sink = call?.();
      return call !== null;
    } catch {
      return false;
    }
  });
}

function readyCalls(
  slices: readonly Session[],
  exports: Record<string, unknown>,
  count: number,
): Ready {
  const calls: (() => unknown)[] = [];
  while (calls.length < count) {
    for (const slice of slices) {
      const call = readyCall(slice, exports);
      if (call !== null) calls.push(call);
    }
    if (calls.length === 0) break;
  }
  return calls;
}

function warmUp(ready: () => Ready, slices: readonly Session[], limitMs: number): void {
  const until = performance.now() + limitMs / 2;
  const isOfCaller = slices.every(({ calls }) => calls.at(-1)?.callee.kind === 'export');
  const repeats = isOfCaller ? WARM_REPEATS : 1;
  for (let done = 0; done < WARM_CALLS && performance.now() < until; ) {
    const calls = ready();
    done += calls.length * repeats;
    for (const call of calls) {
      for (let turn = 0; turn < repeats; turn += 1) {
        try {
          sink = call();
        } catch {
          // It was made for one call; how it ends the second time is nobody's business.
          break;
        }
      }
    }
  }
}

/** NaN where a call throws that did not before. */
function nsOf(calls: Ready): number {
  try {
    const start = now();
    for (let at = 0; at < calls.length; at += 1) sink = calls[at]?.();
    return Number(now() - start);
  } catch {
    return Number.NaN;
  }
}

/** For the engine: somebody might ask for it. */
export function lastResult(): unknown {
  return sink;
}
