/** Runs in the measured process: PostgreSQL by pg and its pool. */

import { statementPattern } from './statement-pattern.ts';
import { readClassPrototype, watchCallbackOrPromise } from './watch-calls.ts';

/** As far as a client is looked at; the native one has its place in its parameters only. */
interface PgClient {
  readonly host?: string;
  readonly port?: number;
  readonly connectionParameters?: { readonly host?: string; readonly port?: number };
}

interface PgPool {
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly options: { readonly host?: string; readonly port?: number };
}

export function watchPgClient(exported: unknown): void {
  const client = readClassPrototype(exported);
  if (client === null) return;
  watchCallbackOrPromise(client, 'query', (self, [statement]) => ({
    kind: 'database',
    detail: statementPattern(textOf(statement)),
    target: targetOf((self as PgClient).connectionParameters ?? (self as PgClient)),
  }));
  watchCallbackOrPromise(client, 'connect', (self) => ({
    kind: 'database',
    detail: 'connect',
    target: targetOf((self as PgClient).connectionParameters ?? (self as PgClient)),
  }));
}

export function watchPgPool(exported: unknown): void {
  const pool = readClassPrototype(exported);
  if (pool === null) return;
  watchCallbackOrPromise(pool, 'connect', (self) => ({
    kind: 'pool',
    detail: 'pg-pool',
    target: targetOf((self as PgPool).options),
    isFree: (self as PgPool).idleCount > (self as PgPool).waitingCount,
  }));
}

/** A text, or something that has one. */
function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { text, name } = (statement ?? {}) as Readonly<Record<string, unknown>>;
  return String(text ?? name ?? '');
}

function targetOf({
  host,
  port,
}: {
  readonly host?: string;
  readonly port?: number;
}): string | null {
  if (host === undefined) return null;
  // A folder is where the sockets of a server lie.
  return host.startsWith('/') ? host : `${host}:${port ?? 5_432}`;
}
