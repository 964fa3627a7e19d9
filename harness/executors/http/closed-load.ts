import autocannon, { type Client } from 'autocannon';
import type { LoadPlan } from './load-messages.ts';
import type { LoadRecorder } from './load-recorder.ts';

/** What a generator found out beside the requests themselves. */
export interface LoadRun {
  readonly windowMs: number;
  readonly scheduleLagP99Ms: number | null;
  readonly scheduleLagP90Ms: number | null;
  readonly queued: number | null;
  readonly cutShort: boolean;
}

/** Longest wait for all connections before the window opens without them, milliseconds. */
const CONNECT_LIMIT_MS = 1_000;
/** autocannon reconnects at once after a refusal; without an end that is a busy loop. */
const MOST_FAILURES_IN_A_ROW = 1_000;
/** Longest wait for sockets that were closed to say so, milliseconds. */
const CLOSE_LIMIT_MS = 500;
/** autocannon ends at the next multiple of this, milliseconds. */
const SAMPLE_MS = 10;

/**
 * Closed model: every connection sends its next request when the answer to the last one is there.
 * autocannon makes and sends the requests; times and counts are taken from its events, since its
 * own results know whole milliseconds only and count no request whose connection was closed without
 * an answer. Nothing but `response` and `headers` is listened to for every request: a second
 * listener on an event of its clients is enough to slow the whole loop down by some percent.
 */
export async function runClosedLoad(
  plan: LoadPlan,
  connections: number,
  recorder: LoadRecorder,
  onOpen: () => void,
): Promise<LoadRun> {
  const lanes = new Map<Client, Lane>();
  let failuresInARow = 0;
  let cutShort = false;
  // No new requests after the window; those under way are waited for, up to their time limit.
  const window = openWindow(plan.durationMs, connections, onOpen, () => {
    for (const lane of lanes.values()) lane.finish();
  });
  const onFailure = (kind: string): void => {
    recorder.fail(kind);
    failuresInARow += 1;
    if (failuresInARow < MOST_FAILURES_IN_A_ROW || cutShort) return;
    cutShort = true;
    window.close();
  };

  const instance = autocannon({
    url: plan.url,
    method: plan.method,
    headers: plan.headers,
    body: plan.body ?? undefined,
    connections,
    // The window ends the run. This is the net below it.
    duration: (plan.durationMs + plan.timeoutMs + 2 * CONNECT_LIMIT_MS) / 1_000,
    sampleInt: SAMPLE_MS,
    setupClient: (client) => {
      client.timeout = plan.timeoutMs;
      lanes.set(client, createLane(client, window.connected, onFailure, recorder));
    },
  });
  instance.on('response', (client, status, _bytes, timeMs) => {
    const now = performance.now();
    const lane = lanes.get(client);
    if (lane === undefined) return;
    failuresInARow = 0;
    recorder.answer(status, lane.settle(timeMs, now), now, window.holds(now));
  });
  await instance;
  // Sockets tell of their end a little after autocannon has ended them.
  const deadline = performance.now() + CLOSE_LIMIT_MS;
  while (performance.now() < deadline && [...lanes.values()].some((lane) => lane.isUnderWay())) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return {
    windowMs: window.lengthMs(),
    scheduleLagP99Ms: null,
    scheduleLagP90Ms: null,
    queued: null,
    cutShort,
  };
}

/** The stretch that throughput is counted over: opens when all connections stand. */
interface Window {
  readonly connected: () => void;
  readonly close: () => void;
  readonly holds: (timeMs: number) => boolean;
  readonly lengthMs: () => number;
}

function openWindow(
  durationMs: number,
  connections: number,
  onOpen: () => void,
  onClosed: () => void,
): Window {
  let waitingFor = connections;
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout;

  const open = (): void => {
    clearTimeout(timer);
    onOpen();
    startMs = performance.now();
    endMs = startMs + durationMs;
    timer = setTimeout(onClosed, durationMs);
  };
  timer = setTimeout(open, CONNECT_LIMIT_MS);

  return {
    connected: () => {
      waitingFor -= 1;
      if (waitingFor === 0 && startMs === Number.POSITIVE_INFINITY) open();
    },
    close: () => {
      if (performance.now() > endMs) return;
      clearTimeout(timer);
      endMs = performance.now();
      startMs = Math.min(startMs, endMs);
      onClosed();
    },
    holds: (timeMs) => timeMs >= startMs && timeMs <= endMs,
    lengthMs: () => endMs - startMs,
  };
}

/** One connection, with at most one request under way. Each request ends exactly once. */
interface Lane {
  /** An answer is there. Gives its response time. @param timeMs - What autocannon says it is. */
  readonly settle: (timeMs: number, now: number) => number;
  readonly isUnderWay: () => boolean;
  /** Sends nothing more after the request under way. */
  readonly finish: () => void;
}

function createLane(
  client: Client,
  onConnected: () => void,
  onFailure: (kind: string) => void,
  { cacheHeader }: LoadRecorder,
): Lane {
  let isUnderWay = true;
  let isFinishing = false;
  /** Set for the first request, whose wait for its connection is not the server's response time. */
  let connectedMs: number | null = null;
  /** Whether the server said that it takes no further request on this connection. */
  let isClosing = false;
  let trouble = 'closed';
  /** When the request under way was sent; null as long as autocannon's own times are right. */
  let sentMs: number | null = null;

  /**
   * A request under way whose connection went away is a failure, unless the server had announced
   * the end of the connection: then it should never have been sent on it.
   */
  const onClose = (): void => {
    if (isUnderWay && !isClosing) onFailure(trouble);
    trouble = 'closed';
    isClosing = false;
    isUnderWay = !isFinishing;
    // autocannon keeps the lost request in its queue and gives its start to the next one.
    if (sentMs === null) {
      client.on('request', () => {
        sentMs = performance.now();
      });
    }
    sentMs = performance.now();
    watch();
  };
  const watch = (): void => {
    client.conn?.once('close', onClose);
  };

  client.on('headers', (head) => {
    isClosing = !head.shouldKeepAlive;
    cacheHeader?.seeList(head.headers);
  });
  client.on('timeout', () => {
    trouble = 'timeout';
  });
  client.on('connError', ({ code }) => {
    trouble = code === undefined || code === 'ECONNRESET' ? 'closed' : code;
  });
  // The client is not made yet; it connects before it is.
  queueMicrotask(() => {
    watch();
    client.conn?.once('connect', () => {
      connectedMs = performance.now();
      onConnected();
    });
  });

  return {
    settle: (timeMs, now) => {
      isUnderWay = !isFinishing;
      const startedMs = sentMs ?? connectedMs;
      connectedMs = null;
      return startedMs === null ? timeMs : now - startedMs;
    },
    isUnderWay: () => isUnderWay,
    finish: () => {
      isFinishing = true;
      client.responseMax = 1;
    },
  };
}
