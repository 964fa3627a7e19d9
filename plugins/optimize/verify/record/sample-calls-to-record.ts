import { types } from 'node:util';

/** Selection of calls to record: first, largest, new argument shapes, ever fewer of the rest. */

/** Number of calls of a function up to which all are recorded. */
const FIRST = 100;
/** Most shapes of arguments that are distinguished. */
const MOST_SHAPES = 100;
/**
 * Time allowed for recording, plus `FACTOR` times the functions' own time; `MOST_MS` is the limit
 * of all processes together.
 */
const FREE_MS = 1_000;
/** Same limit where all calls of an object have to be recorded. */
const FREE_OF_OBJECTS_MS = 3_000;
const FACTOR = 3;
const MOST_MS = 20_000;
/** Calls of each function that are recorded even after time is up, and those if they are small. */
const LEAST = 3;
const LEAST_SMALL = 20;
const SMALL = 10_000;
/** Calls of a function that are inspected for small ones among them once time is up. */
const MOST_INSPECTED = 2_000;
/** Milliseconds it takes to inspect a call that is not recorded. */
const LOOK_MS = 0.002;
/** Maximum size of a call's arguments: characters, bytes and items. */
const LARGEST = 1_000_000;

export interface CallSampler {
  /**
   * Returns true if time is up and enough calls of a function are recorded, so that another is only
   * counted, which takes next to nothing.
   */
  readonly isOver: (name: string) => boolean;
  /** Returns true if even calls of objects with recorded earlier calls are no longer recorded. */
  readonly isUp: () => boolean;
  /** @param name - Of the function. */
  readonly isWanted: (name: string, given: readonly unknown[]) => boolean;
  /** Returns how many calls a recorded call represents: itself and those since the last one. */
  readonly weightOf: (name: string) => number;
  /** Adds the time spent in functions and on recording, milliseconds. */
  readonly spend: (functionsMs: number, recordingMs: number) => void;
  /** Returns the time spent on recording in this process, milliseconds. */
  readonly spentMs: () => number;
  /** Calls of each function, written down or not. */
  readonly counts: () => Readonly<Record<string, number>>;
}

interface Seen {
  count: number;
  /** Count at the last call that was recorded. */
  countAtLast: number;
  recorded: number;
  largest: number;
  readonly shapes: Set<string>;
}

/** Milliseconds between two reports of the counts, since a process may be killed at any moment. */
const TOLD_MS = 200;

/**
 * Creates the sampler of a process, whose modules share the time.
 * @param othersMs - Time spent on recording in earlier processes.
 * @param onCounts - Called at intervals if there are new calls.
 */
export function createCallSampler(othersMs: number, onCounts: () => void): CallSampler {
  const seen = new Map<string, Seen>();
  let functionsMs = 0;
  let recordingMs = 0;
  let toldMs = Number.NEGATIVE_INFINITY;

  const isLate = (freeMs = FREE_MS): boolean =>
    recordingMs > Math.min(MOST_MS - othersMs, freeMs + FACTOR * functionsMs);
  const isWanted = (name: string, given: readonly unknown[]): boolean => {
    const tally = seen.get(name) ?? newTally();
    seen.set(name, tally);
    tally.count += 1;
    recordingMs += LOOK_MS;
    const size = sizeOf(given);
    if (size > LARGEST) return false;
    if (isLate()) return tally.recorded < (size <= SMALL ? LEAST_SMALL : LEAST);
    const isLargest = size > 1.5 * tally.largest;
    tally.largest = Math.max(tally.largest, size);
    if (tally.count <= FIRST || isLargest) return true;
    const shape = shapeOf(given);
    if (tally.shapes.size < MOST_SHAPES && !tally.shapes.has(shape)) {
      tally.shapes.add(shape);
      return true;
    }
    // About as many of each further doubling.
    return tally.count % 2 ** Math.floor(Math.log2(tally.count / FIRST) + 1) === 0;
  };

  return {
    isOver: (name) => {
      if (!isLate()) return false;
      const tally = seen.get(name);
      if (tally === undefined) return false;
      if (tally.recorded < LEAST_SMALL && tally.count < MOST_INSPECTED) return false;
      tally.count += 1;
      return true;
    },
    isUp: () => isLate(FREE_OF_OBJECTS_MS),
    isWanted,
    weightOf: (name) => {
      const tally = seen.get(name);
      if (tally === undefined) return 1;
      const weight = tally.count - tally.countAtLast;
      tally.countAtLast = tally.count;
      tally.recorded += 1;
      return Math.max(1, weight);
    },
    spend: (ofFunctions, ofRecording) => {
      functionsMs += ofFunctions;
      recordingMs += ofRecording;
      if (performance.now() - toldMs < TOLD_MS) return;
      toldMs = performance.now();
      onCounts();
    },
    spentMs: () => recordingMs,
    counts: () => Object.fromEntries([...seen].map(([name, { count }]) => [name, count])),
  };
}

function newTally(): Seen {
  return { count: 0, countAtLast: 0, recorded: 0, largest: 0, shapes: new Set() };
}

/** Roughly: text, bytes and items, two levels deep. */
function sizeOf(values: readonly unknown[]): number {
  let size = values.length;
  for (const value of values) {
    size += ownSize(value);
    if (size > LARGEST) return size;
    if (!Array.isArray(value)) continue;
    for (let at = 0; at < Math.min(value.length, 1_000); at += 1) size += ownSize(value[at]);
  }
  return size;
}

function ownSize(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.length;
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return value.byteLength;
  return types.isMap(value) || types.isSet(value) ? value.size : 0;
}

function shapeOf(given: readonly unknown[]): string {
  const describeValue = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    if (Array.isArray(value))
      return `[${Math.ceil(Math.log2(value.length + 1))}${describeValue(value[0])}]`;
    return `{${Object.keys(value).slice(0, 20).join()}}`;
  };
  return given.map(describeValue).join();
}
