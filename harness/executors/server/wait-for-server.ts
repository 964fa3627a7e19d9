import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import {
  acceptsConnections,
  acceptsTls,
  LOOPBACK,
  type Loopback,
  requestStatus,
} from '../../host/network/find-and-probe-ports.ts';
import type { Exit, RunningProcess } from '../../host/process/process-runner.ts';
import { assertNever } from '../../model/assert-never.ts';
import type { Readiness } from '../../model/scenario/scenario.ts';

/** Pause between two polls of a server that is not ready, milliseconds. */
const PAUSE_MS = 20;

export type ReadyOutcome =
  | { readonly type: 'ready'; readonly host: Loopback }
  /** Not ready within its time; `saw` describes how far it got. */
  | {
      readonly type: 'late';
      readonly saw: string;
      /** Host that accepted a connection without answering. */
      readonly silentHost?: Loopback;
    };

export interface ReadyWatch {
  readonly ready: Readiness;
  readonly port: number;
  readonly isSecure: boolean;
  readonly limitMs: number;
  /** Returns true once the server has printed the awaited line. */
  readonly hasPrinted: () => boolean;
  /** Aborts when it makes no sense to wait longer. */
  readonly signal: AbortSignal;
}

/** Waits until a server accepts requests. A log line is not enough: its port must be open too. */
export async function waitUntilServerReady(watch: ReadyWatch): Promise<ReadyOutcome> {
  const deadline = performance.now() + watch.limitMs;
  for (;;) {
    const look = await lookOnce(watch);
    if (look.type === 'ready') return look;
    await sleep(PAUSE_MS);
    if (performance.now() < deadline && !watch.signal.aborted) continue;
    const { silentHost, saw } = look;
    // Checked only now, since a server that does not speak TLS may print the handshake.
    const isSecure = silentHost !== undefined && (await acceptsTls(silentHost, watch.port));
    return { type: 'late', saw: isSecure ? `${saw} because the server uses TLS` : saw };
  }
}

async function lookOnce(watch: ReadyWatch): Promise<ReadyOutcome> {
  const { port, ready, isSecure } = watch;
  const open = await Promise.all(LOOPBACK.map((host) => acceptsConnections(host, port)));
  const host = LOOPBACK.find((_, index) => open[index]);
  if (host === undefined) return { type: 'late', saw: `nothing listened on port ${port}` };
  switch (ready.type) {
    case 'port':
      return { type: 'ready', host };
    case 'log':
      if (watch.hasPrinted()) return { type: 'ready', host };
      return { type: 'late', saw: `the server never printed "${ready.pattern}"` };
    case 'path': {
      const status = await requestStatus(host, port, ready.path, isSecure);
      if (status !== null && status >= 200 && status < 400) return { type: 'ready', host };
      if (status !== null) return { type: 'late', saw: `${ready.path} returned status ${status}` };
      return { type: 'late', saw: `${ready.path} did not respond`, silentHost: host };
    }
    default:
      return assertNever(ready);
  }
}

/** True if a printed line contains the awaited text, or matches it as a regular expression. */
export function isAwaitedLine(line: string, pattern: string): boolean {
  const plain = stripVTControlCharacters(line);
  if (plain.includes(pattern)) return true;
  try {
    return new RegExp(pattern, 'u').test(plain);
  } catch {
    return false;
  }
}

/** Pause between two polls of a tree whose first process has ended, milliseconds. */
const EXIT_PAUSE_MS = 50;

/** Settles when the whole tree has ended: commands may start servers in the background and exit. */
export async function waitForServerExit(server: RunningProcess): Promise<Exit> {
  const exit = await server.exited;
  if (exit.type !== 'not-started') while (server.members().length > 0) await sleep(EXIT_PAUSE_MS);
  return exit;
}

/** "with exit code 1", for sentences that begin with "the server ended". */
export function describeExit(exit: Exit): string {
  switch (exit.type) {
    case 'code':
      return `with exit code ${exit.code}`;
    case 'signal':
      return `by ${exit.signal}${exit.because === undefined ? '' : ` (${exit.because})`}`;
    case 'not-started':
      return `before it started (${exit.error.code ?? exit.error.message})`;
    default:
      return assertNever(exit);
  }
}
