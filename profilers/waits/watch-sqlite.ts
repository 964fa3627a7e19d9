/** Runs in the measured process: SQLite by node:sqlite and better-sqlite3, which run in the program. */
import { readClassPrototype } from '../../harness/probe/wrap-and-count-method-calls.ts';
import { hashRead, replaceSqlLiterals } from './describe-sql-statement.ts';
import { callAsPartOfWait, endWait } from './wait-recorder.ts';
import { FAILED_ROWS, UNKNOWN_ROWS } from './wait-site-tables-and-query-row-counts.ts';
import { COMPLETE_VARIABLE } from './wait-span-store.ts';
import {
  type CallDescription,
  numberConnection,
  watchCalls,
  watchDescribedCalls,
} from './wrap-functions-to-record-waits.ts';

/** Target of statements whose database has no server, so that a round trip costs nothing. */
const TARGET = 'sqlite';

interface Prepared {
  readonly text: string;
  readonly database: object;
}

/** Number of rows in an answer, by the method that gives it. */
const ROWS: Readonly<Record<string, (answer: unknown) => number>> = {
  run: (answer) => Number((answer as { readonly changes?: unknown }).changes ?? UNKNOWN_ROWS),
  get: (answer) => (answer === undefined ? 0 : 1),
  all: (answer) => (Array.isArray(answer) ? answer.length : UNKNOWN_ROWS),
  iterate: () => UNKNOWN_ROWS,
};

/** @param exported - The module `node:sqlite`. */
export function watchNodeSqliteStatements(exported: unknown): void {
  const sqlite = exported as Readonly<Record<string, unknown>> | null;
  const database = readClassPrototype(sqlite?.DatabaseSync);
  const statement = readClassPrototype(sqlite?.StatementSync);
  if (database === null || statement === null) return;
  /** Databases of statements, which do not name them. */
  const databases = new WeakMap<object, object>();
  watchCalls(database, 'prepare', ({ self, proceed }) => {
    const prepared = proceed() as object;
    databases.set(prepared, self as object);
    return prepared;
  });
  watchStatements(statement, (self) => ({
    text: (self as { readonly sourceSQL: string }).sourceSQL,
    database: databases.get(self) ?? self,
  }));
  watchExec(database);
}

/** @param exported - The addon of better-sqlite3. */
export function watchBetterSqlite3Statements(exported: unknown): void {
  const addon = exported as Readonly<Record<string, unknown>> | null;
  const statement = readClassPrototype(addon?.Statement);
  if (statement === null) return;
  watchStatements(statement, (self) => {
    const { source, database } = self as { readonly source: string; readonly database: object };
    return { text: source, database };
  });
}

/** @param exported - Methods of better-sqlite3 that its class of databases gets when it is made. */
export function watchBetterSqlite3Exec(exported: unknown): void {
  watchExec(exported as object);
}

function watchStatements(statement: object, prepared: (self: object) => Prepared): void {
  for (const [name, rowsOf] of Object.entries(ROWS)) {
    watchCall(statement, name, rowsOf, (self, values) => ({ ...prepared(self), values }));
  }
}

function watchExec(database: object): void {
  watchCall(database, 'exec', ROWS.iterate, (self, [text]) => ({
    text: String(text),
    database: self,
    values: [],
  }));
}

function watchCall(
  target: object,
  name: string,
  rowsOf: ((answer: unknown) => number) | undefined,
  read: (
    self: object,
    args: readonly unknown[],
  ) => Prepared & { readonly values: readonly unknown[] },
): void {
  // These statements keep the event loop, so only evidence from tests takes them for waits.
  if (process.env[COMPLETE_VARIABLE] === undefined) return;
  const describe = (self: unknown, args: readonly unknown[]): CallDescription => {
    const { text, database, values } = read(self as object, args);
    const detail = replaceSqlLiterals(text);
    const of = `${TARGET} ${numberConnection(database)}`;
    const parameters = hashRead(text, values, null, of);
    return { kind: 'database', detail, target: TARGET, parameters, connection: database };
  };
  watchDescribedCalls(target, name, describe, (wait, { proceed }) => {
    wait.rows = FAILED_ROWS;
    try {
      const answer = callAsPartOfWait(proceed);
      wait.rows = rowsOf?.(answer) ?? UNKNOWN_ROWS;
      return answer;
    } finally {
      endWait(wait);
    }
  });
}
