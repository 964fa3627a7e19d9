import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import {
  isWatcherIdleMessage,
  WATCHER_OUTPUT_DELAY_MS,
  waitForIdleFileWatcher,
} from '../../../harness/executors/server/detect-idle-file-watcher.ts';
import {
  describeExit,
  waitForServerExit,
} from '../../../harness/executors/server/wait-for-server.ts';
import {
  acceptsConnections,
  findFreePort,
  isPortTaken,
  LOOPBACK,
  type Loopback,
  requestStatus,
} from '../../../harness/host/network/find-and-probe-ports.ts';
import type { Host } from '../../../harness/host.ts';

/** Time limit for a server to start listening. */
const START_MS = 20_000;
/** Interval at which its ports are checked, milliseconds. */
const PAUSE_MS = 50;
/** Maximum number of paths requested. */
const MOST_PATHS = 30;
/** Most paths to return: more would take minutes to measure. */
const MOST_GOOD = 3;
/** Number of routes beside which the home page is left out. */
const ENOUGH_ROUTES = 2;
/** Paths that servers commonly answer even if no source mentions them, tried if no others answer. */
const USUAL_PATHS = ['/health', '/api/health', '/healthz', '/api', '/ping', '/status', '/docs'];

/** Paths with parameters, and those of tools themselves: `/__inspect/`, `/@vite/client`. */
const IS_NO_PAGE = /[:*]|\/(?:_|@)/u;

/** Default ports of servers. */
const USUAL_PORTS = [3000, 8080, 8000, 5000, 4000, 8081, 3001, 5173, 4200, 9000];
const PORT_IN_LOG =
  /(?:https?:\/\/[^\s/:]+|\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0)|\[::1?\]|\bport\b["']?\s*[:=]?)[:\s]*(\d{2,5})\b/giu;
/** As NestJS prints them. */
const ROUTE_IN_LOG = /Mapped \{(\/[^,}\s]*), GET\}/u;

/** As servers print their addresses. */
const URL_IN_LOG =
  /https?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):\d+(\/[^\s"'<>()]+)/gu;

interface ProbedServer {
  /** Arguments that start it. */
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  /** Ports that its sources or settings name. */
  readonly ports: readonly number[];
  /** Paths that the project's tests request, tried first. */
  readonly preferred?: readonly string[];
  /** Returns paths that the sources define, to request once the server is up. */
  readonly paths: (signal: AbortSignal) => Promise<readonly string[]>;
}

export interface PathAnswer {
  readonly path: string;
  readonly status: number;
}

/** Outcome of starting a server. */
export type ProbedOutcome =
  | {
      readonly type: 'answers';
      /** Port of the server; null: it uses `PORT`. */
      readonly port: number | null;
      /** Those answered with 2xx, the most requested first. */
      readonly answers: readonly [PathAnswer, ...PathAnswer[]];
    }
  | {
      readonly type: 'failed';
      /** Predicate of a sentence about the server: "ended with exit code 1". */
      readonly problem: string;
      readonly output: string;
    };

/** Starts a server once, finds its port and paths it answers with 2xx, ends its process tree. */
export async function probeServer(
  host: Host,
  { command, cwd, ports, preferred = [], paths }: ProbedServer,
  signal: AbortSignal,
): Promise<ProbedOutcome> {
  const given = await findFreePort();
  const named = new Set(await freeAmong([...ports, ...USUAL_PORTS]));
  const printed: string[] = [];
  const watcherWaits = Promise.withResolvers<'waits'>();
  const [file, ...args] = command;
  const server = host.processes.start({
    file,
    args,
    cwd,
    env: { HOST: '127.0.0.1', PORT: String(given) },
    onLine: (line) => {
      printed.push(stripVTControlCharacters(line));
      if (isWatcherIdleMessage(line)) watcherWaits.resolve('waits');
    },
  });
  const over = new AbortController();
  const until = AbortSignal.any([signal, over.signal, AbortSignal.timeout(START_MS)]);
  void waitForIdleFileWatcher(server, over.signal).then(() => watcherWaits.resolve('waits'));
  const failed = (problem: string): ProbedOutcome => {
    return { type: 'failed', problem, output: printed.join('\n') };
  };
  try {
    const looking = findPort(() => [given, ...portsIn(printed), ...named], until);
    const found = await Promise.race([looking, waitForServerExit(server), watcherWaits.promise]);
    over.abort();
    if (found === 'waits') {
      await sleep(WATCHER_OUTPUT_DELAY_MS);
      return failed('exited, and its file watcher is waiting for a file change');
    }
    if (found === null) return failed(`did not listen on any port within ${START_MS / 1_000} s`);
    if ('type' in found) return failed(`ended ${describeExit(found)} before accepting requests`);
    const seen = await findGoodPaths(found, printed, { preferred, paths }, signal);
    return typeof seen === 'string'
      ? failed(seen)
      : { type: 'answers', port: found.port === given ? null : found.port, answers: seen };
  } finally {
    over.abort();
    await server.stop();
  }
}

/** Returns the ports not yet in use: another program's must not be taken for the server's. */
async function freeAmong(ports: readonly number[]): Promise<readonly number[]> {
  const taken = await Promise.all(ports.map(isPortTaken));
  return ports.filter((_, index) => !taken[index]);
}

function portsIn(lines: readonly string[]): readonly number[] {
  return lines.flatMap((line) =>
    [...line.matchAll(PORT_IN_LOG)].map(([, port]) => Number(port)).filter((port) => port < 65_536),
  );
}

interface Place {
  readonly host: Loopback;
  readonly port: number;
}

async function findPort(
  candidates: () => readonly number[],
  signal: AbortSignal,
): Promise<Place | null> {
  while (!signal.aborted) {
    for (const port of new Set(candidates())) {
      for (const host of LOOPBACK) {
        if (await acceptsConnections(host, port)) return { host, port };
      }
    }
    await sleep(PAUSE_MS);
  }
  return null;
}

/** @returns The paths that are answered with 2xx, or why there are none. */
async function findGoodPaths(
  { host, port }: Place,
  printed: readonly string[],
  { preferred, paths }: Required<Pick<ProbedServer, 'preferred' | 'paths'>>,
  signal: AbortSignal,
): Promise<readonly [PathAnswer, ...PathAnswer[]] | string> {
  const statuses = new Map<string, number | null>();
  const good: PathAnswer[] = [];
  const ask = async (asked: readonly string[]): Promise<void> => {
    for (const path of asked) {
      const [pathname] = path.split('?');
      const isKnown = good.some((answer) => answer.path.split('?')[0] === pathname);
      if (isKnown || statuses.has(path) || IS_NO_PAGE.test(path)) continue;
      if (good.length === MOST_GOOD || statuses.size > MOST_PATHS || signal.aborted) return;
      const status = await requestStatus(host, port, path);
      statuses.set(path, status);
      if (status !== null && status >= 200 && status < 300) good.push({ path, status });
    }
  };
  await ask(preferred.slice(0, MOST_PATHS / 2));
  const logged = printed.flatMap((line) => [
    ...(ROUTE_IN_LOG.exec(line)?.slice(1) ?? []),
    ...[...line.matchAll(URL_IN_LOG)].map(([, path = '/']) => path),
  ]);
  await ask([...logged, ...(await paths(signal))]);
  // A home page is often a file, and rarely what a server is for.
  if (good.length < ENOUGH_ROUTES) await ask(['/']);
  if (good.length === 0) await ask(USUAL_PATHS);
  const [best, ...others] = good;
  if (best !== undefined) return [best, ...others];
  const first = statuses.get('/') ?? null;
  const answer = first === null ? 'did not respond to GET /' : `answered GET / with ${first}`;
  const more = statuses.size - 1;
  return `${answer}${more === 0 ? '' : `, and none of ${more} other paths returned 2xx`}`;
}
