import autocannon, { type Client } from 'autocannon';
import { type Lane, type LaneEvents, takeLane } from './closed-lane.ts';
import type { LoadPlan } from './load-messages.ts';
import type { LoadRecorder } from './load-recorder.ts';
import { createSignal } from './signal.ts';

/** What a generator found out beside the requests themselves. */
export interface LoadRun {
  readonly windowMs: number;
  readonly scheduleLagP99Ms: number | null;
  readonly scheduleLagP90Ms: number | null;
  readonly queued: number | null;
  readonly cutShort: boolean;
}

/** Connections that outlive a load run, so that the warm-up opens them. */
export interface ClosedModel {
  /** @param onOpen - Is called when the load begins. */
  readonly run: (plan: LoadPlan, recorder: LoadRecorder, onOpen: () => void) => Promise<LoadRun>;
  /** Whether it has given up, since nothing could be connected to. */
  readonly isOver: () => boolean;
  /** Ends the connections. */
  readonly close: () => Promise<void>;
}

/** Longest wait for all connections before a load begins without them, milliseconds. */
const CONNECT_LIMIT_MS = 1_000;
/** autocannon reconnects at once after a refusal; without an end that is a busy loop. */
const MOST_FAILURES_IN_A_ROW = 1_000;
/** Sockets that were closed tell of their end a little after that, milliseconds. */
const CLOSE_LIMIT_MS = 500;
/** autocannon ends when it is told to, and would count the days before, seconds. */
const DURATION_S = 1_000_000;
/** autocannon counts what it saw this often, and can be ended as often, milliseconds. */
const SAMPLE_MS = 10;

/** One load: what is counted, and when it ends. */
interface Turn {
  readonly recorder: LoadRecorder;
  startMs: number;
  endMs: number;
}

/**
 * Closed model: every connection sends its next request when the answer to the last one is there.
 * autocannon makes and sends the requests; times and counts are taken from its events, since its
 * own results know whole milliseconds only and count no request whose connection was closed without
 * an answer. Nothing but `response` and `headers` is listened to for every request: a second
 * listener on an event of its clients is enough to slow the whole loop down by some percent.
 *
 * Between two loads the connections stand and wait. Making them anew would take longer than a short
 * load, and is work of the server that none of its requests asked for.
 */
export function createClosedModel(plan: LoadPlan, connections: number): ClosedModel {
  const connecting = createSignal();
  const idle = createSignal();
  let isOpen = false;
  let isOver = false;
  let failuresInARow = 0;
  let turn: Turn | null = null;

  const lanes = openLanes(plan, connections, {
    isOpen: () => isOpen,
    onConnected: connecting.give,
    onHeaders: (headers) => turn?.recorder.cacheHeader?.seeList(headers),
    onIdle: () => {
      if (!isOpen) idle.give();
    },
    onAnswer: (status, latencyMs, now) => {
      failuresInARow = 0;
      if (turn === null) return;
      const isInWindow = now >= turn.startMs && now <= turn.endMs;
      turn.recorder.answer(status, latencyMs, now, isInWindow);
    },
    onFailure: (kind) => {
      turn?.recorder.fail(kind);
      failuresInARow += 1;
      if (failuresInARow < MOST_FAILURES_IN_A_ROW || isOver) return;
      isOver = true;
      void lanes.stop();
      connecting.give();
      end();
    },
  });
  /** No new requests; those under way are waited for, up to their time limit. */
  const end = (): void => {
    if (turn !== null) turn.endMs = Math.min(turn.endMs, performance.now());
    isOpen = false;
    if (lanes.areIdle()) idle.give();
  };

  return {
    isOver: () => isOver,
    close: lanes.stop,
    run: async ({ durationMs, timeoutMs }, recorder, onOpen) => {
      const now: Turn = { recorder, startMs: 0, endMs: 0 };
      turn = now;
      await connecting.given(CONNECT_LIMIT_MS);
      onOpen();
      now.startMs = performance.now();
      now.endMs = now.startMs + durationMs;
      if (isOver) now.endMs = now.startMs;
      else {
        idle.forget();
        isOpen = true;
        lanes.release();
        const timer = setTimeout(end, durationMs);
        await idle.given(durationMs + timeoutMs + CLOSE_LIMIT_MS);
        clearTimeout(timer);
        isOpen = false;
      }
      turn = null;
      return {
        windowMs: now.endMs - now.startMs,
        scheduleLagP99Ms: null,
        scheduleLagP90Ms: null,
        queued: null,
        cutShort: isOver,
      };
    },
  };
}

/** What is made of what happens on any of the connections. */
interface LanesEvents extends Omit<LaneEvents, 'onConnected' | 'onIdle'> {
  /** Whether requests may be sent now. */
  readonly isOpen: () => boolean;
  /** All of them stand. */
  readonly onConnected: () => void;
  /** No request is under way on any of them. */
  readonly onIdle: () => void;
  readonly onAnswer: (status: number, latencyMs: number, now: number) => void;
}

interface Lanes {
  /** Each sends what waits for its turn. */
  readonly release: () => void;
  /** Whether no request is under way on any of them. */
  readonly areIdle: () => boolean;
  readonly stop: () => Promise<void>;
}

function openLanes(plan: LoadPlan, connections: number, events: LanesEvents): Lanes {
  const lanes = new Map<Client, Lane>();
  const areIdle = (): boolean => ![...lanes.values()].some((lane) => lane.isUnderWay());
  const onIdle = (): void => {
    if (areIdle()) events.onIdle();
  };
  let connected = 0;
  const instance = autocannon({
    url: plan.url,
    method: plan.method,
    headers: plan.headers,
    body: plan.body ?? undefined,
    connections,
    duration: DURATION_S,
    sampleInt: SAMPLE_MS,
    setupClient: (client) => {
      client.timeout = plan.timeoutMs;
      const onConnected = (): void => {
        connected += 1;
        if (connected === connections) events.onConnected();
      };
      lanes.set(client, takeLane(client, events.isOpen, { ...events, onConnected, onIdle }));
    },
  });
  instance.on('response', (client, status) => {
    const now = performance.now();
    const latencyMs = lanes.get(client)?.settle(now);
    if (latencyMs !== undefined) events.onAnswer(status, latencyMs, now);
  });
  return {
    release: () => {
      for (const lane of lanes.values()) lane.release();
    },
    areIdle,
    stop: async () => {
      instance.stop();
      await instance;
    },
  };
}
