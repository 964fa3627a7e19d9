/** Runs in the measured process: keys of Redis and its like, by ioredis and node-redis. */
import { endWait, type OngoingWait } from './wait-recorder.ts';
import {
  beginDescribedWait,
  type CallDescription,
  watchCalls,
  watchPromise,
} from './wrap-functions-to-record-waits.ts';

interface Place {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string | null;
}

interface IoredisCommand {
  readonly name: string;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** Commands already seen, since commands that had to wait for the connection are sent again. */
const seen = new WeakSet<object>();

export function watchIoredis(redis: object): void {
  watchCalls(redis, 'sendCommand', (call) => {
    const command = call.args[0] as IoredisCommand;
    const isNew = typeof command === 'object' && !seen.has(command);
    if (isNew) seen.add(command);
    if (isNew) endWithCommand(command, beginDescribedWait(describe, call));
    return call.proceed();
  });
}

/**
 * Wraps the command's callbacks instead of its promise: some internal callers ignore the promise,
 * so a derived promise would be unhandled.
 */
function endWithCommand(command: IoredisCommand, wait: OngoingWait | null): void {
  if (wait === null) return;
  const { resolve, reject } = command;
  command.resolve = (value) => {
    endWait(wait);
    resolve(value);
  };
  command.reject = (error) => {
    endWait(wait);
    reject(error);
  };
}

function describe(self: unknown, [command]: readonly unknown[]): CallDescription {
  const detail = (command as IoredisCommand).name.toUpperCase();
  return {
    kind: 'cache',
    detail,
    target: targetOf((self as { readonly options?: Place }).options),
  };
}

export function watchRedis(client: object): void {
  watchPromise(client, 'sendCommand', (self, [words]) => ({
    kind: 'cache',
    detail: String((words as readonly unknown[])[0]).toUpperCase(),
    target: targetOf((self as { readonly options?: { readonly socket?: Place } }).options?.socket),
  }));
}

function targetOf({ host, port, path }: Place = {}): string {
  return path ?? `${host ?? 'localhost'}:${port ?? 6_379}`;
}
