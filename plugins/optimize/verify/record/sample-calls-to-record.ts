/** Selection of calls to record: first, largest, new argument types, ever fewer of the rest. */
import { types } from 'node:util';

/** Number of calls of a function up to which all are recorded. */
const ALL_RECORDED_CALLS = 100;
const MOST_SIGNATURES = 100;
/**
 * Time allowed for recording, plus `FUNCTION_TIME_FACTOR` times the functions' own time; `MOST_MS`
 * is the limit of all processes together.
 */
const FREE_MS = 1_000;
/** Same limit where all calls of an object have to be recorded. */
const FREE_OF_OBJECTS_MS = 3_000;
const FUNCTION_TIME_FACTOR = 3;
const MOST_MS = 20_000;
/** Calls of each function that are recorded even after time is up, and those with small arguments. */
const LEAST_RECORDED_CALLS = 3;
const LEAST_SMALL_CALLS = 20;
const SMALL_SIZE = 10_000;
/** Calls of a function that are inspected for small arguments once time is up. */
const MOST_INSPECTED_CALLS = 2_000;
/** Milliseconds it takes to inspect a call that is not recorded. */
const INSPECTION_MS = 0.002;
/** Maximum size of a call's arguments: characters, bytes and items. */
const MOST_SIZE = 1_000_000;
/** Milliseconds between two reports of the counts, since a process may be killed at any moment. */
const REPORT_INTERVAL_MS = 200;

interface CallTally {
  count: number;
  /** Count at the last call that was recorded. */
  countAtLastRecord: number;
  recorded: number;
  largest: number;
  readonly signatures: Set<string>;
}

/** Sampler of a process, whose modules share the time. Functions are given by their names. */
export class CallSampler {
  /** Time spent on recording in this process, milliseconds. */
  recordingMs = 0;
  readonly #othersMs: number;
  readonly #onCounts: () => void;
  readonly #tallies = new Map<string, CallTally>();
  #functionsMs = 0;
  #lastReportMs = Number.NEGATIVE_INFINITY;

  /**
   * @param othersMs - Time spent on recording in earlier processes.
   * @param onCounts - Called at intervals if there are new calls.
   */
  constructor(othersMs: number, onCounts: () => void) {
    this.#othersMs = othersMs;
    this.#onCounts = onCounts;
  }

  #isTimeUp(freeMs = FREE_MS): boolean {
    const limitMs = freeMs + FUNCTION_TIME_FACTOR * this.#functionsMs;
    return this.recordingMs > Math.min(MOST_MS - this.#othersMs, limitMs);
  }

  /** Returns true if even calls of objects with recorded earlier calls are no longer recorded. */
  isTimeUpForObjects(): boolean {
    return this.#isTimeUp(FREE_OF_OBJECTS_MS);
  }

  /**
   * Returns true if time is up and enough calls of a function are recorded, so that another is only
   * counted, which takes next to nothing.
   */
  isOnlyCounted(name: string): boolean {
    const tally = this.#isTimeUp() ? this.#tallies.get(name) : undefined;
    if (tally === undefined) return false;
    if (tally.recorded < LEAST_SMALL_CALLS && tally.count < MOST_INSPECTED_CALLS) return false;
    tally.count += 1;
    return true;
  }

  isRecorded(name: string, args: readonly unknown[]): boolean {
    const tally = this.#tallies.get(name) ?? {
      count: 0,
      countAtLastRecord: 0,
      recorded: 0,
      largest: 0,
      signatures: new Set(),
    };
    this.#tallies.set(name, tally);
    tally.count += 1;
    this.recordingMs += INSPECTION_MS;
    const size = sizeOf(args);
    if (size > MOST_SIZE) return false;
    if (this.#isTimeUp()) {
      return tally.recorded < (size <= SMALL_SIZE ? LEAST_SMALL_CALLS : LEAST_RECORDED_CALLS);
    }
    const isLargest = size > 1.5 * tally.largest;
    tally.largest = Math.max(tally.largest, size);
    if (tally.count <= ALL_RECORDED_CALLS || isLargest) return true;
    const signature = args.map(describeType).join();
    if (tally.signatures.size < MOST_SIGNATURES && !tally.signatures.has(signature)) {
      tally.signatures.add(signature);
      return true;
    }
    // About as many of the next hundred calls as of the two hundred after it, and so on.
    return tally.count % 2 ** Math.floor(Math.log2(tally.count / ALL_RECORDED_CALLS) + 1) === 0;
  }

  /** Returns how many calls a recorded call represents: itself and those since the last one. */
  takeWeight(name: string): number {
    const tally = this.#tallies.get(name);
    if (tally === undefined) return 1;
    const weight = tally.count - tally.countAtLastRecord;
    tally.countAtLastRecord = tally.count;
    tally.recorded += 1;
    return Math.max(1, weight);
  }

  /** Adds the time spent in functions and on recording, milliseconds. */
  spend(functionsMs: number, recordingMs: number): void {
    this.#functionsMs += functionsMs;
    this.recordingMs += recordingMs;
    if (performance.now() - this.#lastReportMs < REPORT_INTERVAL_MS) return;
    this.#lastReportMs = performance.now();
    this.#onCounts();
  }

  /** Calls of each function, written down or not. */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#tallies].map(([name, { count }]) => [name, count]));
  }
}

/** Estimates the size of values: characters, bytes and items, two levels deep. */
function sizeOf(values: readonly unknown[]): number {
  let size = values.length;
  for (const value of values) {
    size += sizeOfValue(value);
    if (size > MOST_SIZE) return size;
    if (!Array.isArray(value)) continue;
    for (let at = 0; at < Math.min(value.length, 1_000); at += 1) size += sizeOfValue(value[at]);
  }
  return size;
}

function sizeOfValue(value: unknown): number {
  if (typeof value === 'string' || Array.isArray(value)) return value.length;
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return value.byteLength;
  return types.isMap(value) || types.isSet(value) ? value.size : 0;
}

function describeType(value: unknown): string {
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : typeof value;
  if (Array.isArray(value))
    return `[${Math.ceil(Math.log2(value.length + 1))}${describeType(value[0])}]`;
  return `{${Object.keys(value).slice(0, 20).join()}}`;
}
