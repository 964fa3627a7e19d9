import autocannon, { type Client } from 'autocannon';
import type { LoadPlan } from './load-messages.ts';
import type { LoadRecorder } from './load-recorder.ts';

/** What a generator found out beside the requests themselves. */
export interface LoadRun {
  readonly windowMs: number;
  readonly scheduleLagP99Ms: number | null;
  readonly queued: number | null;
  readonly cutShort: boolean;
}

/** Longest wait for all connections before the window opens without them, milliseconds. */
const CONNECT_LIMIT_MS = 1_000;
/** autocannon reconnects at once after a refusal; without an end that is a busy loop. */
const MOST_FAILURES_IN_A_ROW = 1_000;
/** autocannon ends at the next multiple of this, milliseconds. */
const SAMPLE_MS = 50;

/**
 * Closed model: every connection sends its next request when the answer to the last one is there.
 * autocannon makes and sends the requests; times and counts are taken from its clients' events,
 * since its own results know whole milliseconds only, count no request whose connection was closed
 * without an answer, and attribute times wrongly after one.
 */
export async function runClosedLoad(
  plan: LoadPlan,
  connections: number,
  recorder: LoadRecorder,
): Promise<LoadRun> {
  const lanes: Lane[] = [];
  let failuresInARow = 0;
  let cutShort = false;
  // No new requests after the window; those under way are waited for, up to their time limit.
  const window = openWindow(plan.durationMs, connections, () => {
    for (const lane of lanes) lane.finish();
  });
  const onAnswer = (status: number, latencyMs: number, endMs: number): void => {
    failuresInARow = 0;
    recorder.answer(status, latencyMs, window.holds(endMs));
  };
  const onFailure = (kind: string): void => {
    recorder.fail(kind);
    failuresInARow += 1;
    if (failuresInARow < MOST_FAILURES_IN_A_ROW || cutShort) return;
    cutShort = true;
    window.close();
  };

  await autocannon({
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
      lanes.push(createLane(client, { window, onAnswer, onFailure }));
    },
  });
  return { windowMs: window.lengthMs(), scheduleLagP99Ms: null, queued: null, cutShort };
}

/** The stretch that throughput is counted over: opens when all connections stand. */
interface Window {
  readonly connected: () => void;
  readonly close: () => void;
  readonly holds: (timeMs: number) => boolean;
  readonly lengthMs: () => number;
}

function openWindow(durationMs: number, connections: number, onClosed: () => void): Window {
  let waitingFor = connections;
  let startMs = Number.POSITIVE_INFINITY;
  let endMs = Number.POSITIVE_INFINITY;
  let timer: NodeJS.Timeout;

  const open = (): void => {
    clearTimeout(timer);
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

interface Lane {
  readonly finish: () => void;
}

interface LaneParts {
  readonly window: Window;
  readonly onAnswer: (status: number, latencyMs: number, endMs: number) => void;
  readonly onFailure: (kind: string) => void;
}

/** Follows one connection: at most one request is under way, and each one ends exactly once. */
function createLane(client: Client, { window, onAnswer, onFailure }: LaneParts): Lane {
  /** When the request under way began; null: none that counts. */
  let startedMs: number | null = null;
  let connection: Client['conn'];
  /** Whether the server said that it takes no further request on this connection. */
  let isClosing = false;
  let isFinishing = false;
  let hasConnected = false;
  let hasTimedOut = false;

  /**
   * A request under way whose connection went away is a failure, unless the server had announced
   * the end of the connection: then it should never have been sent on it.
   */
  const settleLost = (): void => {
    if (startedMs === null) return;
    startedMs = null;
    if (isClosing) return;
    hasTimedOut = false;
    // autocannon tells of its time limit only after it has connected anew.
    queueMicrotask(() => onFailure(hasTimedOut ? 'timeout' : 'closed'));
  };

  client.on('request', () => {
    settleLost();
    if (client.conn !== connection) isClosing = false;
    connection = client.conn;
    if (!isFinishing) startedMs = performance.now();
    if (hasConnected || connection === undefined) return;
    connection.once('connect', () => {
      if (hasConnected) return;
      hasConnected = true;
      window.connected();
      // The first request waits for its connection, which is not the server's response time.
      if (startedMs !== null) startedMs = performance.now();
    });
  });
  client.on('headers', (head) => {
    isClosing = !head.shouldKeepAlive;
  });
  client.on('response', (status) => {
    const now = performance.now();
    if (startedMs !== null) onAnswer(status, now - startedMs, now);
    startedMs = null;
  });
  client.on('timeout', () => {
    hasTimedOut = true;
  });
  client.on('connError', (error) => {
    if (startedMs !== null) {
      onFailure(error.code === 'ECONNRESET' ? 'closed' : (error.code ?? 'error'));
    }
    startedMs = null;
    if (isFinishing) client.destroy();
  });
  client.on('done', settleLost);

  return {
    finish: () => {
      isFinishing = true;
      client.responseMax = 1;
      if (startedMs === null) client.destroy();
    },
  };
}
