import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type CollectGarbage = (options?: { readonly type: 'minor' | 'major' }) => void;

let collector: CollectGarbage | undefined;

/** Collects all or young garbage, by `gc` from a separate context that user code does not see. */
export function collectGarbage(type: 'minor' | 'major'): void {
  if (collector === undefined) {
    setFlagsFromString('--expose-gc');
    collector = runInNewContext('gc') as CollectGarbage;
  }
  collector({ type });
}

/** Returns the bytes of all objects on the heap, including dead objects not yet collected. */
export function usedHeapBytes(): number {
  return getHeapStatistics().used_heap_size;
}

export interface GarbageCollections {
  readonly count: number;
  readonly timeMs: number;
  readonly freedBytes: number;
}

/**
 * Watches the collector until the returned function is called. Uses V8's own profiler: it answers
 * at once, whereas entries of a PerformanceObserver arrive only in a later event-loop iteration,
 * and it knows the heap before and after, so growth can be measured across collections.
 */
export function watchGarbageCollections(): () => GarbageCollections {
  const profiler = new GCProfiler();
  profiler.start();
  return () => {
    const events = profiler.stop()?.statistics ?? [];
    let timeMs = 0;
    let freedBytes = 0;
    for (const { cost, beforeGC, afterGC } of events) {
      timeMs += cost / 1_000;
      freedBytes += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
    }
    return { count: events.length, timeMs, freedBytes };
  };
}
