import type { Host } from 'perf-harness/plugin';

/** Time of a cycle by default, milliseconds: long enough for a library, short enough to wait for. */
export const DEFAULT_CYCLE_MS = 10 * 60_000;

/** Runs a piece of work of a cycle with the milliseconds that the cycle has left. */
export type SpendCycleTime = <T>(cycle: number, work: (leftMs: number) => Promise<T>) => Promise<T>;

/**
 * Creates the time account of a loop. Each cycle begins with the whole limit; only work counts, so
 * that waiting for a person's approval costs nothing. A resumed loop begins its cycle's time anew.
 */
export function createCycleTime({ clock }: Pick<Host, 'clock'>, limitMs: number): SpendCycleTime {
  let current: number | null = null;
  let spentMs = 0;
  return async (cycle, work) => {
    if (cycle !== current) {
      current = cycle;
      spentMs = 0;
    }
    const startedMs = clock.monotonicMs();
    try {
      return await work(Math.max(0, Math.round(limitMs - spentMs)));
    } finally {
      spentMs += clock.monotonicMs() - startedMs;
    }
  };
}
