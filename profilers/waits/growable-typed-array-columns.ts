/** Runs in the measured process: numbers in columns that grow, without an object for each row. */

const FIRST_ROWS = 1_024;

/** Rows of numbers; integers have 32 bits. */
export interface GrowingColumns<Name extends string> {
  readonly length: () => number;
  readonly add: (row: Readonly<Record<Name, number>>) => void;
  readonly at: (name: Name, row: number) => number;
  /** Removes rows for which `isKept` returns false. @returns Number of removed rows. */
  readonly keep: (isKept: (row: number) => boolean) => number;
  /** Raises numbers of a column that are below `least` to it. */
  readonly raise: (name: Name, least: number) => void;
  /** Each column as base64 of its bytes. */
  readonly encoded: () => Readonly<Record<Name, string>>;
}

type Column = Int32Array | Float64Array;

/** @param form - Type of each column: integer or number. */
export function createColumns<Name extends string>(
  form: Readonly<Record<Name, 'integer' | 'number'>>,
): GrowingColumns<Name> {
  const names = Object.keys(form) as Name[];
  const create = (name: Name, rows: number): Column =>
    form[name] === 'integer' ? new Int32Array(rows) : new Float64Array(rows);
  const columns = Object.fromEntries(
    names.map((name) => [name, create(name, FIRST_ROWS)]),
  ) as Record<Name, Column>;
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
      ) as Record<Name, string>,
  };
}
