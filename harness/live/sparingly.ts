import type { Clock } from '../host.ts';

/** Rest after an action, in units of what it took: it gets at most a twentieth of the time. */
const REST = 19;

/**
 * An action that may be asked for at any time and skips what would come too soon. What is saved
 * again and again is written whole each time, so its cost grows with what there is of it.
 */
export function sparingly(clock: Pick<Clock, 'monotonicMs'>, action: () => void): () => void {
  let restUntilMs = Number.NEGATIVE_INFINITY;
  return () => {
    const startedMs = clock.monotonicMs();
    if (startedMs < restUntilMs) return;
    action();
    const endedMs = clock.monotonicMs();
    restUntilMs = endedMs + REST * (endedMs - startedMs);
  };
}
