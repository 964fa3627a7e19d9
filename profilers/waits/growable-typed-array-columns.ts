/** Runs in the measured process: numbers in columns that grow, without an object for each row. */

import type { ColumnRow, ColumnTypes, EncodedColumns } from './wait-file-format.ts';

const FIRST_ROWS = 1_024;

/** Rows of numbers; integers have 32 bits. */
export interface GrowingColumns<Types extends ColumnTypes> {
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
