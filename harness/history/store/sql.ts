/** A value that goes into a statement or comes out of one. */
export type SqlValue = string | number | null | Uint8Array;

/** A row that a statement gives, by the names of its columns. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** A row that a statement gives, by the order of its columns. */
export type SqlCells = readonly SqlValue[];

/**
 * A database of SQLite or PostgreSQL; `?` stands for each value. Trouble is a `UserError` without
 * any password.
 */
export interface Sql {
  readonly dialect: 'sqlite' | 'postgres';
  /** Location of the database, for people; without a password. */
  readonly place: string;
  readonly all: (statement: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;
  /** The same as arrays, in the order of the columns: half the cost, for thousands of rows. */
  readonly rows: (statement: string, values?: readonly SqlValue[]) => Promise<readonly SqlCells[]>;
  readonly run: (statement: string, values?: readonly SqlValue[]) => Promise<void>;
  /**
   * Writes all of `work` or none of it; other writers wait. @param pace - `long`: statements may go
   * over all there is.
   */
  readonly transaction: <T>(work: () => Promise<T>, pace?: 'long') => Promise<T>;
  readonly close: () => Promise<void>;
}

/** `(?, ?), (?, ?)`: placeholders for so many rows. */
export function placeholders(columns: number, rows: number): string {
  const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
  return Array.from({ length: rows }, () => row).join(', ');
}
