/** Value passed to or returned by a statement. */
export type SqlValue = string | number | null | Uint8Array;

/** Result row by column names. */
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Result row in column order. */
export type SqlCells = readonly SqlValue[];

/** SQLite or PostgreSQL database; `?` is a placeholder. Throws `UserError`s without passwords. */
export interface Sql {
  readonly dialect: 'sqlite' | 'postgres';
  /** Location of the database for messages, without a password. */
  readonly location: string;
  readonly all: (statement: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;
  /** Returns rows as arrays in column order, which costs half as much for thousands of rows. */
  readonly rows: (statement: string, values?: readonly SqlValue[]) => Promise<readonly SqlCells[]>;
  readonly run: (statement: string, values?: readonly SqlValue[]) => Promise<void>;
  /** Runs `work` in a transaction; writers wait. @param pace - `long`: may use the whole store. */
  readonly transaction: <T>(work: () => Promise<T>, pace?: 'long') => Promise<T>;
  readonly close: () => Promise<void>;
}

/** Returns placeholders for the given number of rows: `(?, ?), (?, ?)`. */
export function placeholders(columns: number, rows: number): string {
  const row = `(${Array.from({ length: columns }, () => '?').join(', ')})`;
  return Array.from({ length: rows }, () => row).join(', ');
}
