import { openWebServer, type WebServer } from '../../harness/host/network/web-server.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Listening } from '../../options/groups/listening.ts';
import { tell } from './tell.ts';

/** Resolves when the user or the system wants the command to end. */
export function untilEnd({ signals }: Host): Promise<void> {
  return new Promise((resolve) => {
    const stop = signals.onEnd(() => {
      stop();
      resolve();
    });
  });
}

/** @throws UserError where the address cannot be had. */
export async function listen(
  { host, port }: Listening,
  mostConnections: number,
  onRequest: Parameters<typeof openWebServer>[1],
): Promise<WebServer> {
  try {
    return await openWebServer({ host, port, mostConnections }, onRequest);
  } catch (error) {
    throw cannotListen(`${host}:${port}`, error as NodeJS.ErrnoException);
  }
}

function cannotListen(address: string, error: NodeJS.ErrnoException): UserError {
  const problem = error.code === 'EADDRINUSE' ? 'another program has it' : error.message;
  return new UserError({
    code: 'serve-address',
    message: `Cannot listen on ${address}: ${problem}.`,
    remedy: 'Name another port with --port, or let one be chosen with --port 0.',
    cause: error,
  });
}

const LOOPBACK = /^(?:127\.|::1$|localhost$)/u;

/** Says so where others can reach the server. */
export function warnIfOpen(host: Host, { host: address }: Listening): void {
  if (LOOPBACK.test(address)) return;
  tell(
    host,
    `warning: ${address} can be reached from other machines, and this server speaks plain HTTP. Put a proxy with TLS in front of it.`,
  );
}
