/** Runs in the measured process: commands of MongoDB, and connections that they wait for. */
import { prototypeOf } from './prototype-of.ts';
import { watchPromise } from './watch-calls.ts';

interface MongodbConnection {
  readonly address?: string;
}

interface MongodbPool extends MongodbConnection {
  readonly availableConnectionCount?: number;
}

export function watchMongodb(exported: unknown): void {
  const connection = prototypeOf((exported as { readonly Connection?: unknown }).Connection);
  if (connection === null) return;
  watchPromise(connection, 'command', (self, [, command]) => ({
    kind: 'database',
    detail: nameOf(command),
    target: (self as MongodbConnection).address ?? null,
  }));
}

export function watchMongodbPool(exported: unknown): void {
  const pool = prototypeOf((exported as { readonly ConnectionPool?: unknown }).ConnectionPool);
  if (pool === null) return;
  watchPromise(pool, 'checkOut', (self) => ({
    kind: 'pool',
    detail: 'mongodb',
    target: (self as MongodbPool).address ?? null,
    isFree: ((self as MongodbPool).availableConnectionCount ?? 0) > 0,
  }));
}

/** A command is an object whose first key names it, with the collection as its value. */
function nameOf(command: unknown): string {
  const [[name = '', collection] = []] = Object.entries((command ?? {}) as object);
  return typeof collection === 'string' ? `${name} ${collection}` : name;
}
