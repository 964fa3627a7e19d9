/** This server thread's waits since the last mark, shared by all code observing or reading them. */

import { createHistogram } from 'node:perf_hooks';
import type { PoolAccount, WaitTotals } from './server-probe-messages.ts';

/** Runs in the measured server: times its waits by kind. */
const NS_PER_MS = 1e6;

interface Waits {
  readonly add: (timeMs: number) => void;
  readonly totals: () => WaitTotals;
  readonly reset: () => void;
}

function createWaits(): Waits {
  const histogram = createHistogram();
  let [count, sumMs] = [0, 0];
  const percentile = (percent: number): number =>
    count === 0 ? 0 : histogram.percentile(percent) / NS_PER_MS;
  return {
    add: (timeMs) => {
      count += 1;
      sumMs += timeMs;
      histogram.record(Math.max(1, Math.round(timeMs * NS_PER_MS)));
    },
    totals: () => ({
      count,
      sumMs,
      p50Ms: percentile(50),
      p95Ms: percentile(95),
      maxMs: count === 0 ? 0 : histogram.max / NS_PER_MS,
    }),
    reset: () => {
      [count, sumMs] = [0, 0];
      histogram.reset();
    },
  };
}

export interface PoolState {
  readonly size: number;
  readonly inUse: number;
  readonly waiting: number;
}

export interface ObservedPool {
  /** Records a connection request. @param isFull - None is free, and no further one allowed. */
  readonly onAsked: (isFull: boolean) => void;
  readonly onServed: (waitedMs: number) => void;
}

interface Entry {
  readonly library: string;
  readonly pool: WeakRef<object>;
  readonly stateOf: () => PoolState | null;
  readonly waits: Waits;
  queued: number;
  mostInUse: number;
  mostWaiting: number;
}

/** Most pools that are followed, since a program may create pools without limit. */
const MOST_POOLS = 100;

export const queryWaits: Waits = createWaits();
export const outgoingRequestWaits: Waits = createWaits();
const entries: Entry[] = [];
const known = new WeakMap<object, ObservedPool>();

/** Peaks over all pools together since the last reading. */
let [waitingNow, inUseNow] = [0, 0];

/** Returns the observations of a pool; starts them for a new pool. */
export function observePool<Pool extends object>(
  library: string,
  pool: Pool,
  stateOf: (pool: Pool) => PoolState,
): ObservedPool {
  const seen = known.get(pool);
  if (seen !== undefined) return seen;
  const held = new WeakRef(pool);
  const entry: Entry = {
    library,
    pool: held,
    stateOf: () => {
      const living = held.deref();
      return living === undefined ? null : stateOf(living);
    },
    waits: createWaits(),
    queued: 0,
    mostInUse: 0,
    mostWaiting: 0,
  };
  if (entries.length < MOST_POOLS) entries.push(entry);
  const observed: ObservedPool = {
    onAsked: (isFull) => {
      if (isFull) entry.queued += 1;
      look(entry);
    },
    onServed: (waitedMs) => {
      entry.waits.add(waitedMs);
      look(entry);
    },
  };
  known.set(pool, observed);
  return observed;
}

function look(entry: Entry): void {
  const state = entry.stateOf();
  if (state === null) return;
  entry.mostInUse = Math.max(entry.mostInUse, state.inUse);
  entry.mostWaiting = Math.max(entry.mostWaiting, state.waiting);
  waitingNow = Math.max(waitingNow, state.waiting);
  inUseNow = Math.max(inUseNow, state.inUse);
}

/** Returns the peak numbers of waiting requests and of connections in use since the last call. */
export function takePoolPeaks(): { readonly waiting: number; readonly inUse: number } {
  for (const entry of entries) look(entry);
  const peaks = { waiting: waitingNow, inUse: inUseNow };
  [waitingNow, inUseNow] = [0, 0];
  return peaks;
}

/** Returns accounts of the pools that got at least one request. */
export function readPoolAccounts(): readonly PoolAccount[] {
  return entries.flatMap(({ library, stateOf, waits, queued, mostInUse, mostWaiting }) => {
    const state = stateOf();
    const totals = waits.totals();
    if (state === null || totals.count + queued === 0) return [];
    return [{ library, size: state.size, mostInUse, mostWaiting, queued, waits: totals }];
  });
}

export function resetWaitObservations(): void {
  for (const waits of [queryWaits, outgoingRequestWaits]) waits.reset();
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry?.pool.deref() === undefined) entries.splice(index, 1);
    else {
      entry.waits.reset();
      [entry.queued, entry.mostInUse, entry.mostWaiting] = [0, 0, 0];
    }
  }
  takePoolPeaks();
}
