/** Runs in the measured process: statements of databases, and connections that they wait for. */
import { monotonicOffsetMs } from '../../harness/probe/monotonic-clock.ts';
import {
  type WatchedLibrary,
  watchLoadedLibraries,
} from '../../harness/probe/watch-loaded-libraries.ts';
import { readClassPrototype } from '../../harness/probe/wrap-and-count-method-calls.ts';
import { describeStatement, hashRead, replaceSqlLiterals } from './describe-sql-statement.ts';
import {
  beginWait,
  callAsPartOfWait,
  endWait,
  noteAnswer,
  type OngoingWait,
  renameWait,
  wrapWaitCallback,
} from './wait-recorder.ts';
import { COMPLETE_VARIABLE } from './wait-span-store.ts';
import { watchIoredis, watchRedis } from './watch-redis.ts';
import { watchBetterSqlite3Exec } from './watch-sqlite.ts';
import {
  numberConnection,
  watchCallback,
  watchCallbackOrPromise,
  watchDescribedCalls,
  watchPromise,
} from './wrap-functions-to-record-waits.ts';

type Watch = (exported: unknown) => void;

const LIBRARIES: readonly (WatchedLibrary & { readonly watch: Watch })[] = [
  { name: 'pg-pool', files: /^\/index\.js$/, watch: ofClass(watchPgPool) },
  { name: 'pg', files: /^\/lib\/(?:native\/)?client\.js$/, watch: ofClass(watchPgClient) },
  {
    name: 'postgres',
    files: /^\/(?:cjs\/)?src\/query\.js$/,
    exportedClass: 'Query',
    watch: watchPostgresQuery,
  },
  { name: 'mysql2', files: /^\/lib\/(?:base\/)?pool\.js$/, watch: ofClass(watchMysqlPool) },
  { name: 'mysql2', files: /^\/lib\/(?:base\/)?connection\.js$/, watch: ofClass(watchMysql) },
  { name: 'ioredis', files: /^\/built\/Redis\.js$/, watch: ofClass(watchIoredis, 'default') },
  {
    name: '@redis/client',
    files: /^\/dist\/lib\/client\/index\.js$/,
    watch: ofClass(watchRedis, 'default'),
  },
  {
    name: 'better-sqlite3',
    files: /^\/lib\/methods\/wrappers\.js$/,
    watch: watchBetterSqlite3Exec,
  },
  {
    name: 'mongodb',
    files: /^\/lib\/cmap\/connection\.js$/,
    watch: ofClass(watchMongodb, 'Connection'),
  },
  {
    name: 'mongodb',
    files: /^\/lib\/cmap\/connection_pool\.js$/,
    watch: ofClass(watchMongodbPool, 'ConnectionPool'),
  },
];

export function watchDatabases(): void {
  watchLoadedLibraries('perf-harness.wait-for-databases', LIBRARIES, {
    onLoading: () => undefined,
    onLoaded: ({ watch }, exported) => watch(exported),
  });
}

function ofClass(watch: (prototype: object) => void, name?: string): Watch {
  return (exported) => {
    const found = name === undefined ? exported : (exported as Record<string, unknown>)[name];
    const prototype = readClassPrototype(found);
    if (prototype !== null) watch(prototype);
  };
}

/** Properties used of a pg client; the native client has its address in its parameters only. */
interface PgClient extends PgAddress {
  readonly connectionParameters?: PgAddress;
}

interface PgAddress {
  readonly host?: string;
  readonly port?: number;
}

interface PgPool {
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: PgAddress;
}

function watchPgClient(client: object): void {
  const targetOf = (self: unknown): string | null =>
    pgTarget((self as PgClient).connectionParameters ?? (self as PgClient));
  watchCallbackOrPromise(client, 'query', (self, args) =>
    describeStatement(args, targetOf(self), self),
  );
  if (process.env[COMPLETE_VARIABLE] !== undefined) {
    // Rolls an open transaction back.
    watchCallbackOrPromise(client, 'end', (self) => ({
      kind: 'database',
      detail: 'disconnect',
      target: null,
      connection: self as object,
    }));
  }
  watchCallbackOrPromise(client, 'connect', (self) => ({
    kind: 'database',
    detail: 'connect',
    target: targetOf(self),
  }));
}

function watchPgPool(pool: object): void {
  watchCallbackOrPromise(pool, 'connect', (self) => ({
    kind: 'pool',
    detail: 'pg-pool',
    target: pgTarget((self as PgPool).options),
    isFree: (self as PgPool).idleCount > (self as PgPool).waitingCount,
  }));
}

function pgTarget({ host, port }: PgAddress): string | null {
  if (host === undefined) return null;
  // A path is the folder of a server's sockets.
  return host.startsWith('/') ? host : `${host}:${port ?? 5_432}`;
}

/** Properties used of a query, which is a promise that is sent when it is awaited. */
interface PostgresQuery {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
  handle(): unknown;
  readonly executed: boolean;
  /** SQL with `$1` for values, and the values; known when it is sent. */
  readonly string?: string;
  readonly parameters?: readonly unknown[];
  /** Object of its connection. */
  readonly state: object | null;
}

const OFFSET_MS = monotonicOffsetMs();

/** Functions and classes are one thing where V8 captures a stack. */
type Caller = (...args: never[]) => unknown;
type QueryClass = new (...args: unknown[]) => PostgresQuery;

/** Replaces the class of queries, whose callers are known only when they are created. */
function watchPostgresQuery(exported: unknown): void {
  const module = exported as { Query: QueryClass };
  const Query = module.Query;
  module.Query = class WatchedQuery extends Query {
    readonly #wait: OngoingWait | null;

    constructor(...args: unknown[]) {
      super(...args);
      this.#wait = beginWait('database', '', null, new.target as unknown as Caller);
      const wait = this.#wait;
      if (wait === null) return;
      const { resolve, reject } = this;
      const end = (error: unknown, answer: unknown): void => {
        const { string = '', parameters, state } = this;
        renameWait(wait, 'database', replaceSqlLiterals(string), null);
        wait.parameters = hashRead(string, parameters, null, null);
        wait.connection = numberConnection(state ?? undefined);
        noteAnswer(wait, error, answer);
        endWait(wait);
      };
      this.resolve = (value) => {
        end(null, value);
        resolve(value);
      };
      this.reject = (error) => {
        end(error, null);
        reject(error);
      };
    }

    override handle(): unknown {
      if (this.#wait !== null && !this.executed) this.#wait.startMs = performance.now() + OFFSET_MS;
      return super.handle();
    }
  };
}

interface MysqlConfig {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
}

interface MysqlPool {
  readonly _freeConnections?: { readonly length: number };
  readonly config: { readonly connectionConfig: MysqlConfig };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function watchMysqlPool(pool: object): void {
  watchCallback(pool, 'getConnection', (self) => ({
    kind: 'pool',
    detail: 'mysql2',
    target: mysqlTarget((self as MysqlPool).config.connectionConfig),
    isFree: ((self as MysqlPool)._freeConnections?.length ?? 0) > 0,
  }));
}

/** Watches commands, which signal their end, with any outcome, by an event. */
function watchMysql(connection: object): void {
  const describe = (self: unknown, args: readonly unknown[]) =>
    describeStatement(args, mysqlTarget((self as { readonly config: MysqlConfig }).config), self);
  for (const name of ['query', 'execute']) {
    watchDescribedCalls(connection, name, describe, (wait, { args, proceed }) => {
      const hasCallback = wrapMysqlCallback(wait, args);
      const command = callAsPartOfWait(proceed);
      // Comes before the callback, which has the answer.
      if (!hasCallback) (command as NodeJS.EventEmitter).once('end', () => endWait(wait));
      return command;
    });
  }
}

/** Wraps the callback of a call, or of the command that a pool has made of a call. */
function wrapMysqlCallback(wait: OngoingWait, args: unknown[]): boolean {
  const callback = args.at(-1);
  if (typeof callback === 'function') {
    args[args.length - 1] = wrapWaitCallback(wait, callback as Method);
    return true;
  }
  const command = Object(args[0]) as { onResult?: unknown };
  if (typeof command.onResult !== 'function') return false;
  command.onResult = wrapWaitCallback(wait, command.onResult as Method);
  return true;
}

function mysqlTarget({ host, port, socketPath }: MysqlConfig): string {
  return socketPath ?? `${host ?? 'localhost'}:${port ?? 3_306}`;
}

interface MongodbServer {
  readonly address?: string;
  readonly availableConnectionCount?: number;
}

function watchMongodb(connection: object): void {
  watchPromise(connection, 'command', (self, [, command]) => {
    // The first key of a command is its name, with the collection as value.
    const [[name = '', collection] = []] = Object.entries((command ?? {}) as object);
    return {
      kind: 'database',
      detail: typeof collection === 'string' ? `${name} ${collection}` : name,
      target: (self as MongodbServer).address ?? null,
    };
  });
}

function watchMongodbPool(pool: object): void {
  watchPromise(pool, 'checkOut', (self) => ({
    kind: 'pool',
    detail: 'mongodb',
    target: (self as MongodbServer).address ?? null,
    isFree: ((self as MongodbServer).availableConnectionCount ?? 0) > 0,
  }));
}
