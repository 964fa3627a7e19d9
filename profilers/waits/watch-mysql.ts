/** Runs in the measured process: MySQL and MariaDB by mysql2 and its pool. */
import { readClassPrototype, wrapMethod } from '../../harness/probe/wrap-and-count-method-calls.ts';
import { hashRead } from './hash-statement-with-parameters.ts';
import { replaceSqlLiterals } from './replace-sql-literals.ts';
import { callAsPartOfWait, endWait, wrapWaitCallback } from './wait-recorder.ts';
import {
  beginDescribedWait,
  type CallDescription,
  watchCallback,
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
    wrapMethod(
      connection,
      name,
      (original) =>
        function waits(this: unknown, ...args: unknown[]): unknown {
          const wait = beginDescribedWait(describe, this, args, waits);
          if (wait === null) return Reflect.apply(original, this, args);
          const callback = args.at(-1);
          if (typeof callback === 'function') {
            args[args.length - 1] = wrapWaitCallback(wait, callback as Method);
          }
          const command = callAsPartOfWait(original, this, args);
          (command as NodeJS.EventEmitter).once('end', () => endWait(wait));
          return command;
        },
      'wait',
    );
  }
}

function describe(self: unknown, [statement, values]: readonly unknown[]): CallDescription {
  const text = textOf(statement);
  const target = targetOf((self as MysqlConnection).config);
  const parameters = hashRead(text, values, statement, target);
  return { kind: 'database', detail: replaceSqlLiterals(text), target, parameters };
}

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { sql } = (statement ?? {}) as Readonly<Record<string, unknown>>;
  return String(sql ?? '');
}

function targetOf({ host, port, socketPath }: MysqlConfig): string {
  return socketPath ?? `${host ?? 'localhost'}:${port ?? 3_306}`;
}
