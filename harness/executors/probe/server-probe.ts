import { type LineClient, openTextLineServer } from '../../host/network/text-line-server.ts';
import { currentPlatform } from '../../host/platform/current-platform.ts';
import { addPreload } from '../../host/process/preload-into-node.ts';
import type {
  PoolAccount,
  ProbeAccount,
  ProbeRequest,
  ProbeResponse,
  ProbeSlice,
  ProbeStall,
  WaitTotals,
} from './server-probe-messages.ts';

/** Environment variable that passes the preload the path of its socket. */
const VARIABLE = 'PERF_HARNESS_PROBE';
/** Time limit of an account, milliseconds; a server whose loop blocks for longer gives none. */
const ANSWER_LIMIT_MS = 5_000;

export interface ProbedProcess {
  readonly pid: number;
  readonly cpuMs: number;
  readonly peakBytes: number;
}

export interface ProbeReading {
  /** One entry a process; its worker threads are included. */
  readonly processes: readonly ProbedProcess[];
  /** Sums over all threads since the last `mark`. */
  readonly gcMs: number;
  readonly gcCount: number;
  /** Maximum of each number over all threads since the last `mark`. */
  readonly delay: ProbeAccount['delay'];
  /** Utilization of the busiest event loop since the last `mark` of its thread. */
  readonly utilization: number;
  /** Sum over all event loops. */
  readonly activeMs: number;
  /** One list a thread, the busiest first. */
  readonly slices: readonly (readonly ProbeSlice[])[];
  /** Stalls of all threads, in the order of time. */
  readonly stalls: readonly ProbeStall[];
  readonly pools: readonly PoolAccount[];
  readonly queries: WaitTotals;
  readonly outgoing: WaitTotals;
  /** Number of threads that did not answer in time. */
  readonly silent: number;
}

export interface ServerProbe {
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
 * @param folder - Folder for the socket; exists as long as the probe. @param answerLimitMs - Time
 * limit of threads for their account.
 */
export async function openServerProbe(
  folder: string,
  nodeOptions: string | undefined,
  answerLimitMs = ANSWER_LIMIT_MS,
): Promise<ServerProbe> {
  const path = currentPlatform().localAddress(folder, 'probe');
  const threads = new Map<LineClient, Probed>();
  let isMarked = false;
  /** Called for each account, and for each thread that is gone. */
  let onChange = (): void => undefined;
  const server = await openTextLineServer(path, {
    onLine: (client, line) => {
      const message = parse(line);
      if (message?.type === 'account') {
        accept(threads.get(client), message);
        onChange();
      }
      if (message?.type !== 'hello') return;
      threads.set(client, { pid: message.pid, thread: message.thread, account: null });
      // A thread that starts during the measured period is part of it.
      if (isMarked) client.send('mark' satisfies ProbeRequest);
    },
    onGone: (client) => {
      threads.delete(client);
      onChange();
    },
  });
  const ask = async (question: ProbeRequest): Promise<ProbeReading> => {
    isMarked = question === 'mark';
    for (const [client, probed] of threads) {
      probed.account = null;
      client.send(question);
    }
    // A thread that says hello meanwhile did not get the question.
    const asked = new Set(threads.values());
    const waits = (): boolean =>
      [...threads.values()].some(
        (thread) => asked.has(thread) && thread.account?.answers !== question,
      );
    await new Promise<void>((resolve) => {
      const limit = setTimeout(resolve, answerLimitMs);
      onChange = () => {
        if (waits()) return;
        clearTimeout(limit);
        resolve();
      };
      onChange();
    });
    return gather(
      [...threads.values()].filter((thread) => asked.has(thread)),
      question,
    );
  };
  return {
    env: {
      [VARIABLE]: path,
      NODE_OPTIONS: addPreload(nodeOptions, import.meta.url, './server-probe-preload'),
    },
    mark: () => ask('mark'),
    read: () => ask('read'),
    close: server.close,
  };
}

function accept(probed: Probed | undefined, account: ProbeAccount): void {
  if (probed !== undefined) probed.account = account;
}

function gather(threads: readonly Probed[], question: ProbeRequest): ProbeReading {
  const answered = threads.filter(({ account }) => account?.answers === question);
  const accounts = answered.flatMap(({ account }) => account ?? []);
  return {
    processes: answered.flatMap(({ pid, thread, account }) =>
      thread === 0 && account !== null
        ? [{ pid, cpuMs: account.cpuMs, peakBytes: account.peakBytes }]
        : [],
    ),
    gcMs: sum(accounts, ({ gcMs }) => gcMs),
    gcCount: sum(accounts, ({ gcCount }) => gcCount),
    delay: {
      p50Ms: largest(accounts, ({ delay }) => delay.p50Ms),
      p99Ms: largest(accounts, ({ delay }) => delay.p99Ms),
      maxMs: largest(accounts, ({ delay }) => delay.maxMs),
    },
    utilization: largest(accounts, ({ utilization }) => utilization),
    activeMs: sum(accounts, ({ activeMs }) => activeMs),
    slices: accounts
      .toSorted((a, b) => b.activeMs - a.activeMs)
      .map(({ slices }) => slices)
      .filter(({ length }) => length > 0),
    stalls: accounts.flatMap(({ stalls }) => stalls).toSorted((a, b) => a.endMs - b.endMs),
    pools: accounts.flatMap(({ pools }) => pools),
    queries: together(accounts.map(({ queries }) => queries)),
    outgoing: together(accounts.map(({ outgoing }) => outgoing)),
    silent: threads.length - answered.length,
  };
}

/** Combines waits of several threads: sums are exact, percentiles those of the slowest thread. */
function together(waits: readonly WaitTotals[]): WaitTotals {
  return {
    count: sum(waits, ({ count }) => count),
    sumMs: sum(waits, ({ sumMs }) => sumMs),
    p50Ms: largest(waits, ({ p50Ms }) => p50Ms),
    p95Ms: largest(waits, ({ p95Ms }) => p95Ms),
    maxMs: largest(waits, ({ maxMs }) => maxMs),
  };
}

function sum<T>(of: readonly T[], value: (sample: T) => number): number {
  return of.reduce((total, sample) => total + value(sample), 0);
}

function largest<T>(of: readonly T[], value: (sample: T) => number): number {
  return Math.max(0, ...of.map(value));
}

/** Every program of this user can connect to the socket, so unknown messages are ignored. */
function parse(line: string): ProbeResponse | null {
  try {
    const message = JSON.parse(line) as ProbeResponse;
    return typeof message === 'object' ? message : null;
  } catch {
    return null;
  }
}
