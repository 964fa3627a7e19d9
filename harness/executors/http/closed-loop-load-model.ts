import autocannon, { type Client } from 'autocannon';
import {
  type ConnectionEvents,
  type ControlledConnection,
  controlAutocannonConnection,
} from './control-autocannon-requests-and-reconnects.ts';
import type { LoadPlan } from './load-generator-messages.ts';
import type { RequestOutcomeRecorder } from './request-outcome-recorder.ts';

/** Results of a generator other than those of the requests themselves. */
export interface GeneratorRunResult {
  readonly windowMs: number;
  /** Closed model: how long a connection was busy with its requests, in the mean; else null. */
  readonly busyMs: number | null;
  readonly scheduleLagP99Ms: number | null;
  readonly scheduleLagP90Ms: number | null;
  readonly waitP99Ms: number | null;
  readonly queued: number | null;
  readonly cutShort: boolean;
}

/** Connections that outlive a load run, so that the warm-up opens them. */
export interface ClosedModel {
  /** @param onOpen - Is called when the load begins. */
  readonly run: (
    plan: LoadPlan,
    recorder: RequestOutcomeRecorder,
    onOpen: () => void,
  ) => Promise<GeneratorRunResult>;
  /** True after giving up because no connection could be made. */
  readonly isOver: () => boolean;
  /** Ends the connections. */
  readonly close: () => Promise<void>;
}

/** Longest wait for all connections before a load begins without them, milliseconds. */
const CONNECT_LIMIT_MS = 1_000;
/** autocannon reconnects at once after a refused connection; unlimited, that is a busy loop. */
const MOST_FAILURES_IN_A_ROW = 1_000;
/** Sockets that were closed tell of their end a little after that, milliseconds. */
const CLOSE_LIMIT_MS = 500;
/** Duration given to autocannon, seconds: days beyond any load; it is stopped explicitly. */
const DURATION_S = 1_000_000;
/** Interval at which autocannon counts its results and can be stopped, milliseconds. */
const SAMPLE_MS = 10;

/** State of one load: its recorder, start and end. */
interface Turn {
  readonly recorder: RequestOutcomeRecorder;
  startMs: number;
  endMs: number;
}

/**
 * Closed model: every connection sends its next request when the answer to its last request has
 * arrived. autocannon makes and sends the requests; times and counts are taken from its events,
 * since its own results have whole milliseconds only and omit requests whose connection was closed
 * without an answer. Only `response` and `headers` are listened to for every request: a second
 * listener on an event of its clients slows the whole loop down by some percent.
 *
 * Connections stay open between two loads. Opening them anew would take longer than a short load,
 * and is server work that belongs to none of its requests.
 */
export function createClosedModel(plan: LoadPlan, connections: number): ClosedModel {
  const gate = createGate({ areIdle: () => lanes.areIdle(), stop: () => lanes.stop() });
  const lanes: Lanes = openLanes(plan, connections, gate.events);
  return {
    isOver: gate.isOver,
    close: lanes.stop,
    run: async ({ durationMs, timeoutMs }, recorder, onOpen) => {
      const turn = gate.begin(recorder);
      await Promise.race([gate.connected(), lanes.broken]);
      onOpen();
      const over = gate.open(turn, durationMs, durationMs + timeoutMs + CLOSE_LIMIT_MS);
      lanes.release();
      await Promise.race([over, lanes.broken]);
      gate.end();
      return {
        ...NO_SCHEDULE,
        windowMs: turn.endMs - turn.startMs,
        busyMs: lanes.busyMs(turn.startMs),
        cutShort: gate.isOver(),
      };
    },
  };
}

/** Admits requests while a load lasts, and counts their outcomes. */
interface Gate {
  readonly events: LanesEvents;
  readonly isOver: () => boolean;
  /** From here on it is counted for the recorder. */
  readonly begin: (recorder: RequestOutcomeRecorder) => Turn;
  /** Settles when all connections are established, or the limit for connecting has passed. */
  readonly connected: () => Promise<void>;
  /** Settles when the requests of the load are over, or the limit has passed. */
  readonly open: (turn: Turn, durationMs: number, limitMs: number) => Promise<void>;
  readonly end: () => void;
}

function createGate(lanes: Pick<Lanes, 'areIdle' | 'stop'>): Gate {
  const connecting = createSignal();
  const idle = createSignal();
  let isOpen = false;
  let isOver = false;
  let failuresInARow = 0;
  let turn: Turn | null = null;

  /** Stops new requests; requests in flight may finish, up to their time limit. */
  const close = (): void => {
    isOpen = false;
    if (lanes.areIdle()) idle.give();
  };
  const countFailure = (): void => {
    failuresInARow += 1;
    if (failuresInARow < MOST_FAILURES_IN_A_ROW || isOver) return;
    isOver = true;
    // Ends the window explicitly: the timer of the load may fire slightly early, and does not
    // shorten it.
    if (turn !== null) turn.endMs = Math.min(turn.endMs, performance.now());
    void lanes.stop();
    connecting.give();
    close();
  };

  return {
    isOver: () => isOver,
    events: {
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
        countFailure();
      },
      onUnused: (kind) => {
        // A connection that fails before the load opens counts as a failed request; later no
        // request is lost.
        if (turn?.startMs === 0) turn.recorder.fail(kind);
        countFailure();
      },
    },
    begin: (recorder) => {
      turn = { recorder, startMs: 0, endMs: 0 };
      return turn;
    },
    connected: async () => {
      await connecting.given(CONNECT_LIMIT_MS);
      // Only the first load waits; a connection that cannot be made now does not delay later loads.
      connecting.give();
    },
    open: async (now, durationMs, limitMs) => {
      now.startMs = performance.now();
      now.endMs = isOver ? now.startMs : now.startMs + durationMs;
      if (isOver) return;
      idle.forget();
      isOpen = true;
      const timer = setTimeout(close, durationMs);
      await idle.given(limitMs);
      clearTimeout(timer);
    },
    end: () => {
      isOpen = false;
      turn = null;
    },
  };
}

/** Fields that only the open model has. */
const NO_SCHEDULE = {
  scheduleLagP99Ms: null,
  scheduleLagP90Ms: null,
  waitP99Ms: null,
  queued: null,
};

/** Handlers of events on any of the connections. */
interface LanesEvents extends Omit<ConnectionEvents, 'onConnected' | 'onIdle'> {
  /** True while requests may be sent. */
  readonly isOpen: () => boolean;
  /** Called when all connections are established. */
  readonly onConnected: () => void;
  /** Called when no connection has a request in flight. */
  readonly onIdle: () => void;
  readonly onAnswer: (status: number, latencyMs: number, now: number) => void;
}

interface Lanes {
  /** Sends the requests that wait for the next load. */
  readonly release: () => void;
  /** True if no connection has a request in flight. */
  readonly areIdle: () => boolean;
  /** From that moment to the end of the last request of each, in the mean. */
  readonly busyMs: (startMs: number) => number;
  /** Rejects if requests cannot be made; never resolves. */
  readonly broken: Promise<never>;
  readonly stop: () => Promise<void>;
}

function openLanes(plan: LoadPlan, connections: number, events: LanesEvents): Lanes {
  const lanes = new Map<Client, ControlledConnection>();
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
      const request = { isHead: plan.method === 'HEAD', isOpen: events.isOpen };
      lanes.set(
        client,
        controlAutocannonConnection(client, request, { ...events, onConnected, onIdle }),
      );
    },
  });
  instance.on('response', (client, status) => {
    const now = performance.now();
    const latencyMs = lanes.get(client)?.settle(now);
    if (typeof latencyMs === 'number') events.onAnswer(status, latencyMs, now);
  });
  const broken = new Promise<never>((_resolve, reject) => {
    Promise.resolve(instance).catch(reject);
  });
  // Prevents an unhandled rejection while nobody awaits it yet.
  broken.catch(() => undefined);
  return {
    release: () => {
      for (const lane of lanes.values()) lane.release();
    },
    areIdle,
    broken,
    busyMs: (startMs) => {
      let sumMs = 0;
      for (const lane of lanes.values()) sumMs += Math.max(0, lane.endedMs() - startMs);
      return sumMs / lanes.size;
    },
    stop: async () => {
      instance.stop();
      await Promise.resolve(instance).catch(() => undefined);
    },
  };
}

/** An event that can be awaited. */
interface Signal {
  readonly give: () => void;
  /** Resets the signal. */
  readonly forget: () => void;
  /** Settles when the signal has been given, or after `limitMs` milliseconds. */
  readonly given: (limitMs: number) => Promise<void>;
}

function createSignal(): Signal {
  let pending = Promise.withResolvers<void>();
  return {
    give: () => pending.resolve(),
    forget: () => {
      pending = Promise.withResolvers<void>();
    },
    given: async (limitMs) => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([pending.promise, limit]);
      clearTimeout(timer);
    },
  };
}
