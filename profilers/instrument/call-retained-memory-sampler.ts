/** Runs in the measured process: measures the memory that individual calls leave on V8's heap. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** `[function, when it ended on the machine's monotonic clock in ms, bytes]`. */
export type MemorySample = readonly [of: number, atMs: number, bytes: number];

interface OpenSample {
  readonly of: number;
  readonly beforeBytes: number;
}

export interface MemorySampler {
  /** @returns null if this call is not sampled. */
  readonly begin: (of: number) => OpenSample | null;
  readonly end: (sample: OpenSample, atMs: number) => void;
  readonly samples: () => readonly MemorySample[];
  /** Time spent on garbage collection so far, milliseconds. */
  readonly lostMs: () => number;
}

/** Limit of each function. A sample stops everything for two collections: a few show a leak. */
const MOST_SAMPLES = 8;
/** Time limit of all samples together. */
const MOST_LOST_MS = 1_500;
const LEAST_APART_MS = 40;
/** Number of first calls to skip, since they leave compiled code behind. */
const SKIPPED = 3;

/** Creates a sampler of occasional calls, one at a time: reachable memory before and after. */
export function createMemorySampler(): MemorySampler {
  const samples: MemorySample[] = [];
  const known = new Map<number, { calls: number; samples: number; lastMs: number }>();
  let collect: (() => void) | null = null;
  let lostMs = 0;
  let isOpen = false;

  const heldBytes = (): number => {
    const fromMs = performance.now();
    collect ??= exposedCollector();
    collect();
    const { used_heap_size: bytes } = getHeapStatistics();
    lostMs += performance.now() - fromMs;
    return bytes;
  };

  return {
    begin: (of) => {
      const tally = known.get(of) ?? { calls: 0, samples: 0, lastMs: Number.NEGATIVE_INFINITY };
      known.set(of, tally);
      tally.calls += 1;
      if (isOpen || tally.calls <= SKIPPED || tally.samples >= MOST_SAMPLES) return null;
      const nowMs = performance.now();
      if (lostMs >= MOST_LOST_MS || nowMs - tally.lastMs < LEAST_APART_MS) return null;
      isOpen = true;
      tally.samples += 1;
      tally.lastMs = nowMs;
      return { of, beforeBytes: heldBytes() };
    },
    end: ({ of, beforeBytes }, atMs) => {
      samples.push([of, atMs, heldBytes() - beforeBytes]);
      isOpen = false;
    },
    samples: () => samples,
    lostMs: () => lostMs,
  };
}

/** V8 creates a context by current flags: the new context has `gc`, the program's does not. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  // Safe cast: V8 defines it as a function without parameters if that flag is set.
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  return collect;
}
