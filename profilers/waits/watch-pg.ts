/** Runs in the measured process: PostgreSQL by pg and its pool. */

import { readClassPrototype } from '../../harness/probe/wrap-and-count-method-calls.ts';
import { hashRead } from './hash-statement-with-parameters.ts';
import { replaceSqlLiterals } from './replace-sql-literals.ts';
import { COMPLETE_VARIABLE } from './wait-span-store.ts';
import { watchCallbackOrPromise } from './wrap-functions-to-record-waits.ts';

/** Properties used of a client; the native client has its address in its parameters only. */
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
  watchCallbackOrPromise(client, 'query', (self, [statement, values]) => {
    const target = targetOf((self as PgClient).connectionParameters ?? (self as PgClient));
    const text = textOf(statement);
    return {
      kind: 'database',
      detail: replaceSqlLiterals(text),
      target,
      parameters: hashRead(text, values, statement, target),
      connection: self as object,
    };
  });
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
  // A path is the folder of a server's sockets.
  return host.startsWith('/') ? host : `${host}:${port ?? 5_432}`;
}
