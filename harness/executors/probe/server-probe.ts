import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type LineClient, openLineServer } from '../../host/line-server.ts';
import { withPreload } from './process-count.ts';
import type { FromProbe, ProbeAccount, ToProbe } from './server-probe-messages.ts';

/** Where the preload finds the socket that it tells its numbers through. */
const VARIABLE = 'PERF_HARNESS_PROBE';
/** A server whose event loop is blocked for longer gives no account. */
const ANSWER_LIMIT_MS = 5_000;
/** With its file name Node.js complains where it cannot load it. */
const PRELOAD_NAME = 'server-probe-preload';

/** What one Node.js process of the server says of itself. */
export interface ProbedProcess {
  readonly pid: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

/** What all Node.js processes and worker threads of the server say. */
export interface ProbeReading {
  /** One a process; worker threads are within theirs. */
  readonly processes: readonly ProbedProcess[];
  /** Sums over all threads since the last `mark`. */
  readonly gcMs: number;
  readonly gcCount: number;
  /** The largest of all threads since the last `mark`. */
  readonly delayP99Ms: number;
  /** Threads that did not answer in time. */
  readonly silent: number;
}

/** Asks the Node.js processes of a server what they use. */
export interface ServerProbe {
  /** Goes into the environment of the server. */
  readonly env: Readonly<Record<string, string>>;
  /** Begins a stretch: collections and delays count from here. */
  readonly mark: () => Promise<ProbeReading>;
  /** Ends the stretch. */
  readonly read: () => Promise<ProbeReading>;
  readonly close: () => Promise<void>;
}

interface Probed {
  readonly pid: number;
  readonly thread: number;
  account: ProbeAccount | null;
}

/**
 * @param folder - One that exists as long as the probe; the socket lies in it.
 * @param nodeOptions - `NODE_OPTIONS` as the server would have had it.
 * @throws Error where no socket can be made in the folder.
 */
export async function openServerProbe(
  folder: string,
  nodeOptions: string | undefined,
): Promise<ServerProbe> {
  const path = join(folder, 'probe');
  const threads = new Map<LineClient, Probed>();
  let isMarked = false;
  const server = await openLineServer(path, {
    onLine: (client, line) => {
      const message = parse(line);
      if (message?.type === 'account') accept(threads.get(client), message);
      if (message?.type !== 'hello') return;
      threads.set(client, { pid: message.pid, thread: message.thread, account: null });
      // One that starts in the middle of a stretch is part of it.
      if (isMarked) client.send('mark' satisfies ToProbe);
    },
    onGone: (client) => threads.delete(client),
  });
  const ask = async (question: ToProbe): Promise<ProbeReading> => {
    isMarked = question === 'mark';
    for (const [client, probed] of threads) {
      probed.account = null;
      client.send(question);
    }
    const deadline = performance.now() + ANSWER_LIMIT_MS;
    const waits = (): boolean =>
      [...threads.values()].some(({ account }) => account?.answers !== question);
    while (waits() && performance.now() < deadline) await sleep(1);
    return gather([...threads.values()], question);
  };
  return {
    env: { [VARIABLE]: path, NODE_OPTIONS: withPreload(nodeOptions, PRELOAD_NAME) },
    mark: () => ask('mark'),
    read: () => ask('read'),
    close: server.close,
  };
}

function accept(probed: Probed | undefined, account: ProbeAccount): void {
  if (probed !== undefined) probed.account = account;
}

function gather(threads: readonly Probed[], question: ToProbe): ProbeReading {
  const answered = threads.filter(({ account }) => account?.answers === question);
  const accounts = answered.flatMap(({ account }) => account ?? []);
  return {
    processes: answered.flatMap(({ pid, thread, account }) =>
      thread === 0 && account !== null
        ? [{ pid, cpuMs: account.cpuMs, peakBytes: account.peakBytes }]
        : [],
    ),
    gcMs: accounts.reduce((sum, { gcMs }) => sum + gcMs, 0),
    gcCount: accounts.reduce((sum, { gcCount }) => sum + gcCount, 0),
    delayP99Ms: Math.max(0, ...accounts.map(({ delayP99Ms }) => delayP99Ms)),
    silent: threads.length - answered.length,
  };
}

/** The socket is open to every program of this user; what is not ours is not read. */
function parse(line: string): FromProbe | null {
  try {
    const message = JSON.parse(line) as FromProbe;
    return typeof message === 'object' ? message : null;
  } catch {
    return null;
  }
}
