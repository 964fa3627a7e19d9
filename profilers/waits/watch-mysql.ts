/** Runs in the measured process: MySQL and MariaDB by mysql2 and its pool. */
import { readClassPrototype } from '../../harness/probe/wrap-and-count-method-calls.ts';
import { hashRead } from './hash-statement-with-parameters.ts';
import { replaceSqlLiterals } from './replace-sql-literals.ts';
import { callAsPartOfWait, endWait, type OngoingWait, wrapWaitCallback } from './wait-recorder.ts';
import {
  type CallDescription,
  watchCallback,
  watchDescribedCalls,
} from './wrap-functions-to-record-waits.ts';

interface MysqlConfig {
  readonly host?: string;
  readonly port?: number;
  readonly socketPath?: string;
}

interface MysqlConnection {
  readonly config: MysqlConfig;
}

interface MysqlPool {
  readonly _freeConnections?: { readonly length: number };
  readonly config: { readonly connectionConfig: MysqlConfig };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

export function watchMysqlPool(exported: unknown): void {
  const pool = readClassPrototype(exported);
  if (pool === null) return;
  watchCallback(pool, 'getConnection', (self) => ({
    kind: 'pool',
    detail: 'mysql2',
    target: targetOf((self as MysqlPool).config.connectionConfig),
    isFree: ((self as MysqlPool)._freeConnections?.length ?? 0) > 0,
  }));
}

/** Watches commands, which signal their end, with any outcome, by an event. */
export function watchMysqlConnection(exported: unknown): void {
  const connection = readClassPrototype(exported);
  if (connection === null) return;
  for (const name of ['query', 'execute']) {
    watchDescribedCalls(connection, name, describe, (wait, { args, proceed }) => {
      const hasCallback = wrapCallback(wait, args);
      const command = callAsPartOfWait(proceed);
      // Comes before the callback, which has the answer.
      if (!hasCallback) (command as NodeJS.EventEmitter).once('end', () => endWait(wait));
      return command;
    });
  }
}

/** Wraps the callback of a call, or of the command that a pool has made of a call. */
function wrapCallback(wait: OngoingWait, args: unknown[]): boolean {
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

function describe(self: unknown, [statement, values]: readonly unknown[]): CallDescription {
  const text = textOf(statement);
  const target = targetOf((self as MysqlConnection).config);
  const parameters = hashRead(text, values, statement, target);
  const connection = self as object;
  return { kind: 'database', detail: replaceSqlLiterals(text), target, parameters, connection };
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { sql } = (statement ?? {}) as Readonly<Record<string, unknown>>;
  return String(sql ?? '');
}

function targetOf({ host, port, socketPath }: MysqlConfig): string {
  return socketPath ?? `${host ?? 'localhost'}:${port ?? 3_306}`;
}
