/** Runs in measured servers: times pool connection waits, queries; only adds clock readings. */

import { ignoreErrors } from '../../probe/ignore-errors.ts';
import type { WatchedLibrary } from '../../probe/watch-loaded-libraries.ts';
import { readClassPrototype, wrapMethod } from '../../probe/wrap-and-count-method-calls.ts';
import {
  observePool,
  type PoolState,
  queryWaits,
} from './server-wait-time-and-pool-usage-recorder.ts';

/** Distinguishes these replacements from those that count. */
const PURPOSE = 'time';

/** Observed files of libraries, and the instrumentation of their exports. */
export const OBSERVED_DATABASE_LIBRARIES: readonly (WatchedLibrary & {
  readonly instrument: (exported: unknown) => void;
})[] = [
  { name: 'pg-pool', files: /^\/index\.js$/, instrument: instrumentPgPool },
  { name: 'pg', files: /^\/lib\/query\.js$/, instrument: instrumentPgQuery },
  { name: 'mysql2', files: /^\/lib\/base\/pool\.js$/, instrument: instrumentMysqlPool },
  {
    name: 'mysql2',
    files: /^\/lib\/commands\/(?:query|execute)\.js$/,
    instrument: instrumentMysqlCommand,
  },
];

/** Observed properties of a pool of pg-pool; the first four are public. */
interface PgPool {
  readonly options: { readonly max: number };
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly _pendingQueue: readonly object[];
}

const pgState = ({ options, totalCount, idleCount, waitingCount }: PgPool): PoolState => ({
  size: options.max,
  inUse: totalCount - idleCount,
  waiting: waitingCount,
});

/** Times connection requests; until served, each is in the pool's queue or a new connection. */
function instrumentPgPool(exported: unknown): void {
  const prototype = readClassPrototype(exported);
  if (prototype === null) return;
  const askedMs = new WeakMap<object, number>();
  wrap(prototype, 'connect', {
    before: (pool: PgPool) => ({
      isFull: pool.totalCount >= pool.options.max && pool.idleCount === 0,
      waited: pool._pendingQueue.length,
      nowMs: performance.now(),
    }),
    after: (pool, { isFull, waited, nowMs }) => {
      const item = pool._pendingQueue.at(-1);
      if (pool._pendingQueue.length > waited && item !== undefined) askedMs.set(item, nowMs);
      observePool('pg', pool, pgState).onAsked(isFull);
    },
  });
  wrap(prototype, 'newClient', {
    before: (_pool: PgPool, item) => {
      if (isObject(item) && !askedMs.has(item)) askedMs.set(item, performance.now());
    },
  });
  wrap(prototype, '_acquireClient', {
    before: (pool: PgPool, _client, item) => {
      const startedMs = isObject(item) ? askedMs.get(item) : undefined;
      if (startedMs === undefined || !isObject(item)) return;
      askedMs.delete(item);
      observePool('pg', pool, pgState).onServed(performance.now() - startedMs);
    },
  });
}

/** Times queries, from when their connection reaches them to the last part of their answer. */
function instrumentPgQuery(exported: unknown): void {
  const prototype = readClassPrototype(exported);
  if (prototype === null) return;
  const sentMs = new WeakMap<object, number>();
  wrap(prototype, 'submit', {
    before: (query: object) => {
      sentMs.set(query, performance.now());
    },
  });
  for (const name of ['handleReadyForQuery', 'handleError']) {
    wrap(prototype, name, {
      before: (query: object) => {
        const startedMs = sentMs.get(query);
        if (startedMs === undefined) return;
        sentMs.delete(query);
        queryWaits.add(performance.now() - startedMs);
      },
    });
  }
}

interface MysqlPool {
  readonly config: { readonly connectionLimit: number };
  readonly _allConnections: { readonly length: number };
  readonly _freeConnections: { readonly length: number };
  readonly _connectionQueue: { readonly length: number };
}

const mysqlState = (pool: MysqlPool): PoolState => ({
  size: pool.config.connectionLimit,
  inUse: pool._allConnections.length - pool._freeConnections.length,
  waiting: pool._connectionQueue.length,
});

function instrumentMysqlPool(exported: unknown): void {
  const prototype = readClassPrototype(exported);
  if (prototype === null) return;
  wrapMethod(
    prototype,
    'getConnection',
    (original) => {
      return function (this: unknown, ...args: unknown[]): unknown {
        const served = ignoreErrors(() => watchCallback(this as MysqlPool, args[0]));
        return Reflect.apply(original, this, served === undefined ? args : [served]);
      };
    },
    PURPOSE,
  );
}

/** Wraps the callback of a connection request so that its call is recorded. */
function watchCallback(pool: MysqlPool, callback: unknown): unknown {
  if (typeof callback !== 'function') return undefined;
  const observed = observePool('mysql2', pool, mysqlState);
  const { size, inUse } = mysqlState(pool);
  const startedMs = performance.now();
  observed.onAsked(size > 0 && inUse >= size);
  return function (this: unknown, ...results: unknown[]): unknown {
    ignoreErrors(() => observed.onServed(performance.now() - startedMs));
    return Reflect.apply(callback, this, results);
  };
}

/** Times commands: a command signals its end, with any outcome, by an event. */
function instrumentMysqlCommand(exported: unknown): void {
  const prototype = readClassPrototype(exported);
  if (prototype === null) return;
  wrap(prototype, 'start', {
    before: () => performance.now(),
    after: (command: NodeJS.EventEmitter, startedMs, next) => {
      if (next !== null) command.once('end', () => queryWaits.add(performance.now() - startedMs));
    },
  });
}

/** Hooks before and after a method; errors in them are ignored. */
interface Watch<This, Seen> {
  readonly before: (self: This, ...args: readonly unknown[]) => Seen;
  readonly after?: (self: This, seen: Seen, result: unknown) => void;
}

function wrap<This, Seen>(
  prototype: object,
  name: string,
  { before, after }: Watch<This, Seen>,
): void {
  wrapMethod(
    prototype,
    name,
    (original) => {
      return function (this: unknown, ...args: unknown[]): unknown {
        const seen = ignoreErrors(() => before(this as This, ...args));
        const result: unknown = Reflect.apply(original, this, args);
        if (seen !== undefined) ignoreErrors(() => after?.(this as This, seen, result));
        return result;
      };
    },
    PURPOSE,
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
