/** Servers that a command of a plugin runs, and the collector of field data. */
import {
  openWebServer,
  type WebServer,
  type WebServerOptions,
} from '../../harness/host/network/web-server.ts';
import type { Host } from '../../harness/host.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { printNotice } from '../print-stderr-notice.ts';

export type { Collector } from '../../harness/field/collect/beacon-collector.ts';
export { answerNodeRequest as answerBeacons } from '../../harness/field/collect/collector-node-http-adapter.ts';
export { openCollector } from '../../harness/field/collect/file-backed-beacon-collector.ts';
export {
  type NodeRequest,
  type NodeResponse,
  readBody,
  type WebServer,
} from '../../harness/host/network/web-server.ts';
export { isSameToken, randomToken } from '../../harness/host/random-token.ts';
export { printNotice } from '../print-stderr-notice.ts';

/** Address on which a server listens. */
interface Listening {
  readonly host: string;
  /** Port; 0 selects a free port. */
  readonly port: number;
}

/** Resolves when a signal aborts. */
export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Code and remedy of an error about an address, which name the option for it. */
interface AddressTrouble {
  readonly code: string;
  readonly remedy: string;
}

const OF_PORT: AddressTrouble = {
  code: 'serve-address',
  remedy: 'Choose another port with --port, or use --port 0 for any free port.',
};

/** @throws UserError if the address is not available. */
export async function listen(
  { host, port }: Listening,
  limits: number | Pick<WebServerOptions, 'mostConnections' | 'makesRoom'>,
  onRequest: Parameters<typeof openWebServer>[1],
  trouble = OF_PORT,
): Promise<WebServer> {
  const connections = typeof limits === 'number' ? { mostConnections: limits } : limits;
  try {
    return await openWebServer({ host, port, ...connections }, onRequest);
  } catch (error) {
    throw cannotListen(`${host}:${port}`, error as NodeJS.ErrnoException, trouble);
  }
}

function cannotListen(
  address: string,
  error: NodeJS.ErrnoException,
  trouble: AddressTrouble,
): UserError {
  const problem =
    error.code === 'EADDRINUSE' ? 'the address is in use by another program' : error.message;
  return new UserError({
    ...trouble,
    message: `Cannot listen on ${address}: ${problem}.`,
    cause: error,
  });
}

const LOOPBACK = /^(?:127\.|::1$|localhost$)/u;

/** Warns if others can reach the server. */
export function warnIfOpen(host: Host, { host: address }: Listening): void {
  if (LOOPBACK.test(address)) return;
  printNotice(
    host,
    `warning: ${address} can be reached from other machines, and this server speaks plain HTTP. Put a proxy with TLS in front of it.`,
  );
}
