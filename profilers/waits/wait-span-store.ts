/**
 * Runs in the measured process: stores spans and operations of a thread, in bounded space and time.
 * If there are too many, only every second operation is stored, then every fourth, and so on:
 * truncating the end instead would omit the behavior of a server that has been under load for a
 * long time.
 */
import { createColumns } from './growable-typed-array-columns.ts';
import {
  type ColumnRow,
  OPERATION_COLUMNS,
  SPAN_COLUMNS,
  type WrittenWaits,
} from './wait-file-format.ts';

/** Spans and operations together; some 32 bytes each. */
const MOST_ROWS = 500_000;
/** Most spans and operations a second: each costs time, mostly for its stack; more if busy. */
const MOST_PER_SECOND = 400;
const WINDOW_MS = 250;
const MOST_PER_WINDOW = (MOST_PER_SECOND * WINDOW_MS) / 1_000;

export const NO_OPERATION = -1;

export interface SpanStore {
  /** Begins an operation. @returns Number of operations it represents; 0 if not stored. */
  readonly begin: (nowMs: number) => { readonly number: number; readonly weight: number };
  /** Returns true if a span without an operation that begins now is stored. */
  readonly takesLoose: (nowMs: number) => boolean;
  readonly addSpan: (span: ColumnRow<typeof SPAN_COLUMNS>) => void;
  readonly addOperation: (operation: ColumnRow<typeof OPERATION_COLUMNS>) => void;
  /** Counts a span that was not recorded, since its operation is not stored. */
  readonly drop: () => void;
  readonly written: () => Pick<WrittenWaits, 'spans' | 'operations' | 'dropped'>;
}

/** Environment variable that is set when no span may be left out to save time. */
export const COMPLETE_VARIABLE = 'PERF_HARNESS_WAITS_COMPLETE';

/** @param limits - Rows in all, and in a window. */
export function createSpanStore(
  limits: { readonly rows: number; readonly perWindow: number } = {
    rows: MOST_ROWS,
    perWindow:
      process.env[COMPLETE_VARIABLE] === undefined ? MOST_PER_WINDOW : Number.POSITIVE_INFINITY,
  },
): SpanStore {
  const spans = createColumns(SPAN_COLUMNS);
  const operations = createColumns(OPERATION_COLUMNS);
  const pace = createPace(limits.perWindow);
  /** Minimum weight of an operation, raised when there is no more space. */
  let least = 1;
  let [begun, dropped] = [0, 0];

  const thin = (): void => {
    least *= 2;
    operations.keep((row) => operations.at('number', row) % least === 0);
    let loose = 0;
    dropped += spans.keep((row) => {
      const operation = spans.at('operation', row);
      if (operation !== NO_OPERATION) return operation % least === 0;
      // Spans without an operation stand for themselves: every second span is removed.
      loose += 1;
      return loose % 2 === 1;
    });
  };
  const makeRoom = (): void => {
    pace.add();
    if (spans.length() + operations.length() >= limits.rows) thin();
  };
  return {
    begin: (nowMs) => {
      const number = begun;
      begun += 1;
      const weight = Math.max(least, pace.every(nowMs));
      return { number, weight: number % weight === 0 ? weight : 0 };
    },
    takesLoose: (nowMs) => pace.every(nowMs) === 1,
    addSpan: (span) => {
      makeRoom();
      if (span.operation === NO_OPERATION || span.operation % least === 0) spans.add(span);
      else dropped += 1;
    },
    addOperation: (operation) => {
      makeRoom();
      if (operation.number % least !== 0) return;
      operations.add(operation);
    },
    drop: () => {
      dropped += 1;
    },
    written: () => {
      operations.raise('weight', least);
      return { spans: spans.encoded(), operations: operations.encoded(), dropped };
    },
  };
}

/** Creates the sampling rate: stores every nth operation, a power of two by recent load. */
function createPace(mostPerWindow: number): {
  readonly every: (nowMs: number) => number;
  readonly add: () => void;
} {
  let [every, count, endMs] = [1, 0, 0];
  return {
    add: () => {
      count += 1;
      if (count < mostPerWindow) return;
      every *= 2;
      count = 0;
    },
    every: (nowMs) => {
      if (nowMs < endMs) return every;
      // Even at twice the rate, only half of the limit would be reached.
      if (count < mostPerWindow / 4 && every > 1) every /= 2;
      count = 0;
      endMs = nowMs + WINDOW_MS;
      return every;
    },
  };
}
