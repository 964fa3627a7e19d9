import { setTimeout as sleep } from 'node:timers/promises';
import autocannon, { type Client, type Instance } from 'autocannon';
import {
  type ControlledConnection,
  controlAutocannonConnection,
} from './control-autocannon-requests-and-reconnects.ts';
import type { GeneratorPerformance, LoadPlan } from './load-generator-messages.ts';
import type { RequestOutcomeRecorder } from './request-outcome-recorder.ts';

export type GeneratorRunResult = Omit<
  GeneratorPerformance,
  'cpuShare' | 'utilization' | 'eventLoopDelayP99Ms'
> & {
  readonly windowMs: number;
  /** Closed model: how long a connection was busy with its requests, in the mean; else null. */
  readonly busyMs: number | null;
};

/** Longest wait for all connections before a load begins without them, milliseconds. */
const CONNECT_LIMIT_MS = 1_000;
/** autocannon reconnects at once after a refused connection; unlimited, that is a busy loop. */
const MOST_FAILURES_IN_A_ROW = 1_000;
/** Sockets that were closed report their end a little after that, milliseconds. */
const CLOSE_LIMIT_MS = 500;
/** Duration given to autocannon, seconds: days beyond any load; it is stopped explicitly. */
const DURATION_S = 1_000_000;
/** Interval at which autocannon counts its results and can be stopped, milliseconds. */
const SAMPLE_MS = 10;

interface CurrentLoad {
  readonly recorder: RequestOutcomeRecorder;
  /** 0 until requests are admitted. */
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
 * Connections stay open between two loads, so that the warm-up opens them. Opening them anew would
 * take longer than a short load, and is server work that belongs to none of its requests.
 */
export class ClosedModel {
  readonly #lanes = new Map<Client, ControlledConnection>();
  readonly #instance: Instance;
  /** Rejects if requests cannot be made; never resolves. */
  readonly #broken: Promise<never>;
  readonly #connected = Promise.withResolvers<void>();
  #idle = Promise.withResolvers<void>();
  #load: CurrentLoad | null = null;
  #isOpen = false;
  #isOver = false;
  #failuresInARow = 0;

  constructor(plan: LoadPlan, connections: number) {
    let connected = 0;
    const onConnected = (): void => {
      connected += 1;
      if (connected === connections) this.#connected.resolve();
    };
    this.#instance = autocannon({
      url: plan.url,
      method: plan.method,
      headers: plan.headers,
      body: plan.body ?? undefined,
      connections,
      duration: DURATION_S,
      sampleInt: SAMPLE_MS,
      setupClient: (client) => {
        client.timeout = plan.timeoutMs;
        this.#lanes.set(client, this.#control(client, plan.method === 'HEAD', onConnected));
      },
    });
    this.#instance.on('response', (client, status) => {
      const now = performance.now();
      const latencyMs = this.#lanes.get(client)?.settle(now);
      if (typeof latencyMs === 'number') this.#count(status, latencyMs, now);
    });
    this.#broken = new Promise<never>((_resolve, reject) => {
      Promise.resolve(this.#instance).catch(reject);
    });
    // Prevents an unhandled rejection while nobody awaits it yet.
    this.#broken.catch(() => undefined);
  }

  /** True after giving up because no connection could be made. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param onOpen - Is called when the load begins. */
  async run(
    { durationMs, timeoutMs }: LoadPlan,
    recorder: RequestOutcomeRecorder,
    onOpen: () => void,
  ): Promise<GeneratorRunResult> {
    const load: CurrentLoad = { recorder, startMs: 0, endMs: 0 };
    this.#load = load;
    await this.#settled(this.#connected.promise, CONNECT_LIMIT_MS);
    // Only the first load waits; a connection that cannot be made now does not delay later loads.
    this.#connected.resolve();
    onOpen();
    load.startMs = performance.now();
    load.endMs = load.startMs;
    if (!this.#isOver) await this.#admitRequests(load, durationMs, timeoutMs);
    this.#isOpen = false;
    this.#load = null;
    const busyMs = [...this.#lanes.values()].reduce(
      (sum, lane) => sum + Math.max(0, lane.endedMs() - load.startMs),
      0,
    );
    return {
      windowMs: load.endMs - load.startMs,
      busyMs: busyMs / this.#lanes.size,
      scheduleLagP99Ms: null,
      scheduleLagP90Ms: null,
      waitP99Ms: null,
      queued: null,
      cutShort: this.#isOver,
    };
  }

  async close(): Promise<void> {
    this.#instance.stop();
    await Promise.resolve(this.#instance).catch(() => undefined);
  }

  #control(client: Client, isHead: boolean, onConnected: () => void): ControlledConnection {
    return controlAutocannonConnection(client, {
      isHead,
      isOpen: () => this.#isOpen,
      onConnected,
      onHeaders: (headers) => this.#load?.recorder.cacheHeader?.seeList(headers),
      onIdle: () => this.#noteIdle(),
      onFailure: (kind) => {
        this.#load?.recorder.fail(kind);
        this.#countFailure();
      },
      onUnused: (kind) => {
        // A connection that fails before the load opens counts as a failed request; later no
        // request is lost.
        if (this.#load?.startMs === 0) this.#load.recorder.fail(kind);
        this.#countFailure();
      },
    });
  }

  /** Lets requests begin for a while, and waits for those under way, up to their time limit. */
  async #admitRequests(load: CurrentLoad, durationMs: number, timeoutMs: number): Promise<void> {
    load.endMs = load.startMs + durationMs;
    this.#idle = Promise.withResolvers<void>();
    this.#isOpen = true;
    const timer = setTimeout(() => this.#stopRequests(), durationMs);
    for (const lane of this.#lanes.values()) lane.release();
    await this.#settled(this.#idle.promise, durationMs + timeoutMs + CLOSE_LIMIT_MS);
    clearTimeout(timer);
  }

  /** Waits for an event, up to a limit. @throws if requests cannot be made. */
  async #settled(event: Promise<void>, limitMs: number): Promise<void> {
    const limit = new AbortController();
    const late = sleep(limitMs, undefined, { signal: limit.signal }).catch(() => undefined);
    await Promise.race([event, late, this.#broken]).finally(() => limit.abort());
  }

  #stopRequests(): void {
    this.#isOpen = false;
    this.#noteIdle();
  }

  #noteIdle(): void {
    if (this.#isOpen) return;
    if ([...this.#lanes.values()].every((lane) => !lane.isUnderWay())) this.#idle.resolve();
  }

  #count(status: number, latencyMs: number, now: number): void {
    this.#failuresInARow = 0;
    if (this.#load === null) return;
    const { recorder, startMs, endMs } = this.#load;
    recorder.answer(status, latencyMs, now, now >= startMs && now <= endMs);
  }

  #countFailure(): void {
    this.#failuresInARow += 1;
    if (this.#failuresInARow < MOST_FAILURES_IN_A_ROW || this.#isOver) return;
    this.#isOver = true;
    // Ends the window explicitly: the timer of the load may fire slightly early, and does not
    // shorten it.
    if (this.#load !== null) this.#load.endMs = Math.min(this.#load.endMs, performance.now());
    void this.close();
    this.#connected.resolve();
    this.#stopRequests();
  }
}
