/**
 * Loaded before a measured program: records the waits of its thread, with their requests and
 * callers, and writes them when the thread ends, however it is ended.
 */

import { subscribe } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import { threadId } from 'node:worker_threads';
import { ignoreErrors } from '../../harness/probe/ignore-errors.ts';
import {
  type WatchedLibrary,
  watchLoadedLibraries,
} from '../../harness/probe/watch-loaded-libraries.ts';
import { watchBetterSqlite3, watchNodeSqlite } from '../../harness/probe/watch-sqlite-libraries.ts';
import { readClassPrototype } from '../../harness/probe/wrap-and-count-method-calls.ts';
import { hostPattern, pathPattern } from '../normalise-request-path-and-host.ts';
import { writeFileIgnoringErrors } from '../v8/write-file-ignoring-errors.ts';
import { recordThreadUntilExit, startRecorder } from '../v8/write-recording-at-thread-exit.ts';
import { recordAwaitSites } from './record-await-sites.ts';
import {
  listOutgoingConnections,
  watchOutgoingConnections,
} from './record-outgoing-connections.ts';
import { WAIT_FILE_FORMAT, type WrittenWaits } from './wait-file-format.ts';
import {
  addStall,
  beginWait,
  contextAfterWait,
  endWait,
  readRecordedWaits,
} from './wait-recorder.ts';
import { COMPLETE_VARIABLE } from './wait-span-store.ts';
import { watchAwaitedTimers } from './watch-awaited-timers.ts';
import { watchEventLoopDelay } from './watch-event-loop-delay.ts';
import { watchEventLoopStalls } from './watch-event-loop-stalls.ts';
import { watchFileWaits } from './watch-file-waits.ts';
import { watchMysqlConnection, watchMysqlPool } from './watch-mysql.ts';
import { watchPgClient, watchPgPool } from './watch-pg.ts';
import { watchPostgresQuery } from './watch-postgres-js.ts';
import { watchIoredis, watchRedis } from './watch-redis.ts';
import { watchSentHttpRequests } from './watch-sent-http-requests.ts';
import {
  patchEmitContext,
  setEmitContext,
  watchServedHttpRequests,
} from './watch-served-http-requests.ts';
import {
  watchBetterSqlite3Exec,
  watchBetterSqlite3Statements,
  watchNodeSqliteStatements,
} from './watch-sqlite.ts';
import { watchProcessThreadpoolNetworkWaits } from './watch-subprocess-threadpool-and-network-waits.ts';
import { watchPromise } from './wrap-functions-to-record-waits.ts';

/** Runs in the measured process: its own requests by HTTP/2, gRPC among them, from Node.js 24.1 on. */
interface StreamCreated {
  readonly stream: NodeJS.EventEmitter;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Stream prototypes of Node.js that are watched; each is accessible only through a stream. */
const watched = new WeakSet<object>();

function watchHttp2(): void {
  subscribe('http2.client.stream.created', function waits(message) {
    const { stream, headers } = message as StreamCreated;
    const to = String(headers[':authority'] ?? '');
    const method = String(headers[':method'] ?? 'GET');
    const path = pathPattern(String(headers[':path'] ?? '/'));
    const wait = beginWait('network', `${method} ${hostPattern(to)}${path}`, to, waits);
    if (wait === null) return;
    const prototype: unknown = Object.getPrototypeOf(stream);
    if (typeof prototype === 'object' && prototype !== null && !watched.has(prototype)) {
      watched.add(prototype);
      patchEmitContext(prototype);
    }
    setEmitContext(stream, contextAfterWait(wait));
    // Uses the first of both events, since a reset stream does not emit `end`.
    for (const event of ['end', 'close']) stream.once(event, () => endWait(wait));
  });
}

/** Runs in the measured process: statements of databases, and connections that they wait for. */
const LIBRARIES: readonly (WatchedLibrary & { readonly watch: (exported: unknown) => void })[] = [
  { name: 'pg-pool', files: /^\/index\.js$/, watch: watchPgPool },
  { name: 'pg', files: /^\/lib\/(?:native\/)?client\.js$/, watch: watchPgClient },
  {
    name: 'postgres',
    files: /^\/(?:cjs\/)?src\/query\.js$/,
    exportedClass: 'Query',
    watch: watchPostgresQuery,
  },
  { name: 'mysql2', files: /^\/lib\/(?:base\/)?pool\.js$/, watch: watchMysqlPool },
  { name: 'mysql2', files: /^\/lib\/(?:base\/)?connection\.js$/, watch: watchMysqlConnection },
  { name: 'ioredis', files: /^\/built\/Redis\.js$/, watch: watchIoredis },
  { name: '@redis/client', files: /^\/dist\/lib\/client\/index\.js$/, watch: watchRedis },
  {
    name: 'better-sqlite3',
    files: /^\/lib\/methods\/wrappers\.js$/,
    watch: watchBetterSqlite3Exec,
  },
  { name: 'mongodb', files: /^\/lib\/cmap\/connection\.js$/, watch: watchMongodb },
  { name: 'mongodb', files: /^\/lib\/cmap\/connection_pool\.js$/, watch: watchMongodbPool },
];

function watchDatabases(): void {
  watchLoadedLibraries('perf-harness.wait-for-databases', LIBRARIES, {
    onLoading: () => undefined,
    onLoaded: ({ watch }, exported) => watch(exported),
  });
}

function watchSqlite(): void {
  watchNodeSqlite((exported) => ignoreErrors(() => watchNodeSqliteStatements(exported)), 'wait');
  watchBetterSqlite3(
    (exported) => ignoreErrors(() => watchBetterSqlite3Statements(exported)),
    'wait',
  );
}

const WATCHES = [
  watchOutgoingConnections,
  watchServedHttpRequests,
  watchSentHttpRequests,
  watchHttp2,
  watchFileWaits,
  watchAwaitedTimers,
  watchProcessThreadpoolNetworkWaits,
  watchDatabases,
  watchSqlite,
];

/** Only evidence from tests looks for stalls, whose samples take time. */
const isForTests = process.env[COMPLETE_VARIABLE] !== undefined;
await startRecorder(process.env.PERF_HARNESS_WAITS, async (path) => {
  // Before the clocks of the program are replaced.
  const delays = watchEventLoopDelay();
  if (isForTests) await recordAwaitSites();
  const takeStalls = isForTests ? watchEventLoopStalls() : () => [];
  for (const watch of WATCHES) ignoreErrors(watch);
  syncBuiltinESMExports();
  recordThreadUntilExit({
    begin: () => undefined,
    write: () => {
      for (const stall of takeStalls()) addStall(stall);
      // Complete each time: the last file written counts.
      const written: WrittenWaits = {
        format: WAIT_FILE_FORMAT,
        pid: process.pid,
        thread: threadId,
        program: process.argv[1] ?? null,
        ...readRecordedWaits(),
        connections: listOutgoingConnections(),
        delays: delays(),
      };
      writeFileIgnoringErrors(`${path}.waits`, JSON.stringify(written));
    },
  });
});

/** Runs in the measured process: commands of MongoDB, and connections that they wait for. */
interface MongodbConnection {
  readonly address?: string;
}

interface MongodbPool extends MongodbConnection {
  readonly availableConnectionCount?: number;
}

function watchMongodb(exported: unknown): void {
  const connection = readClassPrototype((exported as { readonly Connection?: unknown }).Connection);
  if (connection === null) return;
  watchPromise(connection, 'command', (self, [, command]) => ({
    kind: 'database',
    detail: nameOf(command),
    target: (self as MongodbConnection).address ?? null,
  }));
}

function watchMongodbPool(exported: unknown): void {
  const pool = readClassPrototype(
    (exported as { readonly ConnectionPool?: unknown }).ConnectionPool,
  );
  if (pool === null) return;
  watchPromise(pool, 'checkOut', (self) => ({
    kind: 'pool',
    detail: 'mongodb',
    target: (self as MongodbPool).address ?? null,
    isFree: ((self as MongodbPool).availableConnectionCount ?? 0) > 0,
  }));
}

/** Returns the name of a command, an object whose first key is it, with the collection as value. */
function nameOf(command: unknown): string {
  const [[name = '', collection] = []] = Object.entries((command ?? {}) as object);
  return typeof collection === 'string' ? `${name} ${collection}` : name;
}
