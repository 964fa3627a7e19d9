/**
 * Runs in the measured process: stores spans and operations of a thread, in bounded space and time.
 * If there are too many, only every second operation is stored, then every fourth, and so on:
 * truncating the end instead would omit the behavior of a server that has been under load for a
 * long time.
 */
import {
  type ColumnRow,
  type ColumnTypes,
  type EncodedColumns,
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

/** Environment variable that is set when no span may be left out to save time. */
export const COMPLETE_VARIABLE = 'PERF_HARNESS_WAITS_COMPLETE';

/** @param limits - Rows in all, and in a window. */
export function createSpanStore(
  limits: { readonly rows: number; readonly perWindow: number } = {
    rows: MOST_ROWS,
    perWindow:
      process.env[COMPLETE_VARIABLE] === undefined ? MOST_PER_WINDOW : Number.POSITIVE_INFINITY,
  },
) {
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
    /** Begins an operation. @returns Number of operations it represents; 0 if not stored. */
    begin: (nowMs: number): { readonly number: number; readonly weight: number } => {
      const number = begun;
      begun += 1;
      const weight = Math.max(least, pace.every(nowMs));
      return { number, weight: number % weight === 0 ? weight : 0 };
    },
    /** Returns true if a span without an operation that begins now is stored. */
    takesLoose: (nowMs: number): boolean => pace.every(nowMs) === 1,
    addSpan: (span: ColumnRow<typeof SPAN_COLUMNS>): void => {
      makeRoom();
      if (span.operation === NO_OPERATION || span.operation % least === 0) spans.add(span);
      else dropped += 1;
    },
    addOperation: (operation: ColumnRow<typeof OPERATION_COLUMNS>): void => {
      makeRoom();
      if (operation.number % least !== 0) return;
      operations.add(operation);
    },
    /** Counts a span that was not recorded, since its operation is not stored. */
    drop: (): void => {
      dropped += 1;
    },
    written: (): Pick<WrittenWaits, 'spans' | 'operations' | 'dropped'> => {
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

/** Runs in the measured process: numbers in columns that grow, without an object for each row. */

const FIRST_ROWS = 1_024;

/** Rows of numbers; integers have 32 bits. */
interface GrowingColumns<Types extends ColumnTypes> {
  readonly length: () => number;
  readonly add: (row: ColumnRow<Types>) => void;
  readonly at: (name: keyof Types, row: number) => number;
  /** Removes rows for which `isKept` returns false. @returns Number of removed rows. */
  readonly keep: (isKept: (row: number) => boolean) => number;
  /** Raises numbers of a column that are below `least` to it. */
  readonly raise: (name: keyof Types, least: number) => void;
  readonly encoded: () => EncodedColumns<Types>;
}

type Column = Int32Array | Float64Array;

export function createColumns<Types extends ColumnTypes>(types: Types): GrowingColumns<Types> {
  const names: readonly (keyof Types)[] = Object.keys(types);
  const create = (name: keyof Types, rows: number): Column =>
    types[name] === 'integer' ? new Int32Array(rows) : new Float64Array(rows);
  const columns = Object.fromEntries(
    names.map((name) => [name, create(name, FIRST_ROWS)]),
  ) as Record<keyof Types, Column>;
  let [length, space] = [0, FIRST_ROWS];

  const grow = (): void => {
    space *= 2;
    for (const name of names) {
      const grown = create(name, space);
      grown.set(columns[name]);
      columns[name] = grown;
    }
  };
  return {
    length: () => length,
    add: (row) => {
      if (length === space) grow();
      for (const name of names) columns[name][length] = row[name];
      length += 1;
    },
    at: (name, row) => columns[name][row] ?? 0,
    keep: (isKept) => {
      let kept = 0;
      for (let row = 0; row < length; row += 1) {
        if (!isKept(row)) continue;
        for (const name of names) columns[name][kept] = columns[name][row] ?? 0;
        kept += 1;
      }
      const left = length - kept;
      length = kept;
      return left;
    },
    raise: (name, least) => {
      const column = columns[name];
      for (let row = 0; row < length; row += 1) column[row] = Math.max(column[row] ?? 0, least);
    },
    encoded: () =>
      Object.fromEntries(
        names.map((name) => {
          const { buffer, byteOffset, BYTES_PER_ELEMENT } = columns[name];
          const bytes = Buffer.from(buffer, byteOffset, length * BYTES_PER_ELEMENT);
          return [name, bytes.toString('base64')];
        }),
      ) as EncodedColumns<Types>,
  };
}
