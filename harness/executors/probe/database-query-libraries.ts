/**
 * Counting points of each database library in the measured process: the location of its code, and
 * the methods that send a query. Each is the single point that every query of the library passes,
 * so that pools, promises, streams and ORMs above it are counted once.
 */
import {
  countMethodCalls,
  countSuccessfulCalls,
  readClassPrototype,
  wrapMethod,
} from '../../probe/wrap-and-count-method-calls.ts';

/** A library whose files are recognized when they are loaded. */
export interface QueryLibrary {
  /** Name of its package. */
  readonly name: string;
  /** Path of a file in the folder of the package. */
  readonly files: RegExp;
  /** Adds counters to the exports of such a file; null if only loading is noted. */
  readonly instrument: ((exported: unknown, count: () => void) => void) | null;
}

/** Libraries in JavaScript, and libraries whose addon is intercepted elsewhere. */
export const QUERY_LIBRARIES: readonly QueryLibrary[] = [
  {
    name: 'pg',
    // Pools, cursors and streams hand everything to a client.
    files: /^\/lib\/(?:native\/)?client\.js$/,
    instrument: (exported, count) => {
      const client = readClassPrototype(exported);
      if (client !== null) countSuccessfulCalls(client, 'query', count);
    },
  },
  {
    name: 'mysql2',
    // A command starts when it reaches the head of the connection's queue; it returns null if it
    // cannot start.
    files: /^\/lib\/commands\/(?:query|execute)\.js$/,
    instrument: (exported, count) => {
      const command = readClassPrototype(exported);
      if (command !== null) countSuccessfulCalls(command, 'start', count, (next) => next !== null);
    },
  },
  { name: 'better-sqlite3', files: /^\/lib\/(?:index|database)\.js$/, instrument: null },
];

/** Names of libraries that are not identified by files of a package. */
export const NODE_SQLITE = 'node:sqlite';
export const BETTER_SQLITE3 = 'better-sqlite3';

const EXECUTING = ['run', 'get', 'all', 'iterate'];

/**
 * better-sqlite3 does all its work in an addon: transactions and pragmas prepare their statements
 * there, past the methods of its JavaScript.
 * @returns whether these are the exports of that addon.
 */
export function instrumentBetterSqlite3(exported: unknown, count: () => void): boolean {
  const addon = exported as { readonly Database?: unknown; readonly Statement?: unknown } | null;
  const database = readClassPrototype(addon?.Database);
  const statement = readClassPrototype(addon?.Statement);
  if (database === null || statement === null) return false;
  countMethodCalls(statement, EXECUTING, count);
  countMethodCalls(database, ['exec'], count);
  return true;
}

/**
 * Counts queries of node:sqlite. Its diagnostics channel is not used: only some versions have it,
 * it reports the statements of one `exec` separately, as no other library does, and it nearly
 * doubles the time of a short query, since it creates the text of each query.
 */
export function instrumentNodeSqlite(exported: unknown, count: () => void): void {
  const sqlite = exported as Readonly<Record<string, unknown>> | null;
  const database = readClassPrototype(sqlite?.DatabaseSync);
  const statement = readClassPrototype(sqlite?.StatementSync);
  if (statement !== null) countMethodCalls(statement, EXECUTING, count);
  if (database === null) return;
  countMethodCalls(database, ['exec'], count);
  // The class of tag stores is not exported.
  wrapMethod(database, 'createTagStore', (original) => {
    return function (this: unknown, ...args: unknown[]): unknown {
      const store: unknown = Reflect.apply(original, this, args);
      const shared: unknown =
        typeof store === 'object' && store !== null ? Object.getPrototypeOf(store) : null;
      if (typeof shared === 'object' && shared !== null) countMethodCalls(shared, EXECUTING, count);
      return store;
    };
  });
}
