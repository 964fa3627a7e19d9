import { types } from 'node:util';

/** Which calls are written down: the first ones, the largest, new shapes, and fewer and fewer of the rest. */

/** Of one function, all are taken up to here. */
const FIRST = 100;
/** Shapes of arguments that are told apart. */
const MOST_SHAPES = 100;
/** Time that recording may take beside what the functions take themselves; of all processes `MOST_MS`. */
const FREE_MS = 1_000;
/** The same where all calls of an object have to be told. */
const FREE_OF_OBJECTS_MS = 3_000;
const FACTOR = 3;
const MOST_MS = 20_000;
/** Once time is up, so many of each function are taken all the same. */
const LEAST = 3;
/** What it takes to look at a call that is not written down. */
const LOOK_MS = 0.002;
/** Text, bytes and items that one call may hand over. */
const LARGEST = 1_000_000;

export interface CallChoice {
  /**
   * Whether time is up and enough calls of a function are written down, so that one more is only counted, which takes
   * next to nothing.
   */
  readonly isOver: (name: string) => boolean;
  /** Whether not even the calls of an object whose earlier ones were told are told any more. */
  readonly isUp: () => boolean;
  /** @param name - Of the function. */
  readonly isWanted: (name: string, given: readonly unknown[]) => boolean;
  /** A call is written down: it stands for so many of its function, those since the last one included. */
  readonly weightOf: (name: string) => number;
  /** Has time added that went into functions, and into recording; milliseconds. */
  readonly spend: (functionsMs: number, recordingMs: number) => void;
  /** What recording took in this process, milliseconds. */
  readonly spentMs: () => number;
  /** Calls of each function, written down or not. */
  readonly counts: () => Readonly<Record<string, number>>;
}

interface Seen {
  count: number;
  /** Of these, up to the last one that was written down. */
  told: number;
  largest: number;
  readonly shapes: Set<string>;
}

/** Between two times that counts are told, milliseconds: a process may be killed at any moment. */
const TOLD_MS = 200;

/**
 * One for each process: the time is everybody's.
 * @param othersMs - What recording took in the processes before this one.
 * @param onCounts - Called now and then where there are more calls than before.
 */
export function createCallChoice(othersMs: number, onCounts: () => void): CallChoice {
  const seen = new Map<string, Seen>();
  let functionsMs = 0;
  let recordingMs = 0;
  let toldMs = Number.NEGATIVE_INFINITY;

  const isLate = (freeMs = FREE_MS): boolean =>
    recordingMs > Math.min(MOST_MS - othersMs, freeMs + FACTOR * functionsMs);
  const isWanted = (name: string, given: readonly unknown[]): boolean => {
    const one = seen.get(name) ?? { count: 0, told: 0, largest: 0, shapes: new Set<string>() };
    seen.set(name, one);
    one.count += 1;
    recordingMs += LOOK_MS;
    if (isLate() && one.count > LEAST) return false;
    const size = sizeOf(given);
    if (size > LARGEST) return false;
    const isLargest = size > 1.5 * one.largest;
    one.largest = Math.max(one.largest, size);
    if (one.count <= FIRST || isLargest) return true;
    const shape = shapeOf(given);
    if (one.shapes.size < MOST_SHAPES && !one.shapes.has(shape)) {
      one.shapes.add(shape);
      return true;
    }
    // About as many of each further doubling.
    return one.count % 2 ** Math.floor(Math.log2(one.count / FIRST) + 1) === 0;
  };

  return {
    isOver: (name) => {
      if (!isLate()) return false;
      const one = seen.get(name);
      if (one === undefined || one.count < LEAST) return false;
      one.count += 1;
      return true;
    },
    isUp: () => isLate(FREE_OF_OBJECTS_MS),
    isWanted,
    weightOf: (name) => {
      const one = seen.get(name);
      if (one === undefined) return 1;
      const weight = one.count - one.told;
      one.told = one.count;
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
  const one = (value: unknown): string => {
    if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
    if (Array.isArray(value)) return `[${Math.ceil(Math.log2(value.length + 1))}${one(value[0])}]`;
    return `{${Object.keys(value).slice(0, 20).join()}}`;
  };
  return given.map(one).join();
}
