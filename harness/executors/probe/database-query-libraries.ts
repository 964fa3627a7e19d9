/**
 * Counting points of each database library in the measured process: the location of its code, and
 * the methods that send a query. Each is the single point that every query of the library passes,
 * so that pools, promises, streams and ORMs above it are counted once.
 */
import { ignoreErrors } from '../../probe/ignore-errors.ts';
import { watchLoadedLibraries } from '../../probe/watch-loaded-libraries.ts';
import { watchBetterSqlite3, watchNodeSqlite } from '../../probe/watch-sqlite-libraries.ts';
import {
  countMethodCalls,
  countSuccessfulCalls,
  readClassPrototype,
  wrapMethod,
} from '../../probe/wrap-and-count-method-calls.ts';

/** Distinguishes the replacements of counters from those of other watchers. */
const PURPOSE = 'count';

/**
 * Counts the queries of this process. @param handle - Global name that a library's last line finds
 * the count by. @param onLibrary - Called with the name of each known library that is loaded.
 */
export function countLibraryQueries(
  handle: string,
  count: () => void,
  onLibrary: (name: string) => void = () => undefined,
): void {
  watchNodeSqlite((exported) => {
    onLibrary('node:sqlite');
    ignoreErrors(() => instrumentNodeSqlite(exported, count));
  }, PURPOSE);
  watchBetterSqlite3((exported) => {
    if (ignoreErrors(() => instrumentBetterSqlite3(exported, count))) onLibrary('better-sqlite3');
  }, PURPOSE);
  watchLoadedLibraries(handle, QUERY_LIBRARIES, {
    onLoading: ({ name }) => onLibrary(name),
    onLoaded: ({ instrument }, exported) => instrument?.(exported, count),
  });
}

interface QueryLibrary {
  readonly name: string;
  /** Path of a file in the folder of the package. */
  readonly files: RegExp;
  /** Adds counters to the exports of such a file; null if only loading is noted. */
  readonly instrument: ((exported: unknown, count: () => void) => void) | null;
}

/** Libraries in JavaScript, and libraries whose addon is intercepted elsewhere. */
const QUERY_LIBRARIES: readonly QueryLibrary[] = [
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

const EXECUTING = ['run', 'get', 'all', 'iterate'];

/**
 * better-sqlite3 does all its work in an addon: transactions and pragmas prepare their statements
 * there, past the methods of its JavaScript.
 * @returns whether these are the exports of that addon.
 */
function instrumentBetterSqlite3(exported: unknown, count: () => void): boolean {
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
function instrumentNodeSqlite(exported: unknown, count: () => void): void {
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
