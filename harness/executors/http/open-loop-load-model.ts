import { type Dispatcher, Pool } from 'undici';
import { currentProcess } from '../../host/platform/current-process-resource-readings.ts';
import { nearestRank } from '../../stats/order-statistics.ts';
import type { GeneratorRunResult } from './closed-loop-load-model.ts';
import type { LoadPlan } from './load-generator-messages.ts';
import type { RequestOutcomeRecorder } from './request-outcome-recorder.ts';

/** The system's timers are good to about a millisecond, so the last stretch is waited out awake. */
const AWAKE_MS = 1.5;
/** Requests sent in one batch when several are due, so that answers get processed in between. */
const MOST_AT_ONCE = 64;

/**
 * Open model: requests start on an even schedule regardless of the outcome of earlier requests, and
 * their response time counts from the intended start. A server that stalls is thus seen by every
 * request due in the meantime, not only by requests in flight (coordinated omission).
 * Its connections outlive a load, so that the warm-up opens them.
 */
export function createOpenModel(url: string, maxConnections: number, timeoutMs: number) {
  const pool = new Pool(new URL(url).origin, {
    connections: maxConnections,
    pipelining: 1,
    // Time limits are enforced here instead, to the millisecond and from the intended start.
    headersTimeout: 0,
    bodyTimeout: 0,
    // Load is measured, not trust: the same as the closed model.
    connect: { rejectUnauthorized: false, timeout: timeoutMs },
  });
  return {
    run: (plan: LoadPlan, rate: number, recorder: RequestOutcomeRecorder) =>
      runOpenLoad(pool, plan, rate, maxConnections, recorder),
    close: () => pool.destroy(),
  };
}

export type OpenModel = ReturnType<typeof createOpenModel>;

async function runOpenLoad(
  pool: Pool,
  plan: LoadPlan,
  rate: number,
  maxConnections: number,
  recorder: RequestOutcomeRecorder,
): Promise<GeneratorRunResult> {
  const total = Math.max(1, Math.round((rate * plan.durationMs) / 1_000));
  const startMs = performance.now() + AWAKE_MS;
  const endMs = startMs + plan.durationMs;
  const lagsMs = new Float64Array(total);
  const waits = watchProcessorWaits(rate);
  const flights = createFlights(plan, recorder, waits, endMs);
  const request = requestOptions(plan);
  let sent = 0;
  let queued = 0;

  await onSchedule(total, startMs, 1_000 / rate, (intendedMs) => {
    lagsMs[sent] = performance.now() - intendedMs;
    sent += 1;
    if (flights.underWay() >= maxConnections) queued += 1;
    pool.dispatch(request, flights.begin(intendedMs));
  });
  await flights.landed();
  lagsMs.sort();
  return {
    windowMs: plan.durationMs,
    busyMs: null,
    scheduleLagP99Ms: nearestRank(lagsMs, 0.99) ?? 0,
    scheduleLagP90Ms: nearestRank(lagsMs, 0.9) ?? 0,
    waitP99Ms: waits.p99Ms(),
    queued,
    cutShort: false,
  };
}

function requestOptions(plan: LoadPlan): Dispatcher.DispatchOptions {
  const { pathname, search } = new URL(plan.url);
  return {
    path: pathname + search,
    method: plan.method as Dispatcher.HttpMethod,
    headers: { ...plan.headers },
    body: plan.body,
  };
}

/** Calls `send` for each request at its moment: `startMs`, then every `intervalMs`. */
function onSchedule(
  total: number,
  startMs: number,
  intervalMs: number,
  send: (intendedMs: number) => void,
): Promise<void> {
  return new Promise((resolve) => {
    let next = 0;
    const step = (): void => {
      const now = performance.now();
      for (let count = 0; count < MOST_AT_ONCE && next < total; count += 1) {
        // Counted from the start every time: intervals that are added up would drift.
        const intendedMs = startMs + next * intervalMs;
        if (intendedMs > now) break;
        send(intendedMs);
        next += 1;
      }
      if (next >= total) {
        resolve();
        return;
      }
      const waitMs = startMs + next * intervalMs - performance.now();
      if (waitMs > AWAKE_MS + 1) setTimeout(step, Math.floor(waitMs - AWAKE_MS));
      else setImmediate(step);
    };
    step();
  });
}

interface Flight {
  readonly intendedMs: number;
  isOver: boolean;
  controller: Dispatcher.DispatchController | null;
}

function createFlights(
  plan: LoadPlan,
  recorder: RequestOutcomeRecorder,
  waits: ReturnType<typeof watchProcessorWaits>,
  endMs: number,
) {
  /** In order of intended start, and so in order of time limit. */
  const flights = new Set<Flight>();
  const { cacheHeader } = recorder;
  let settle: (() => void) | null = null;
  let timer: NodeJS.Timeout | null = null;

  const end = (flight: Flight): boolean => {
    if (flight.isOver) return false;
    flight.isOver = true;
    flights.delete(flight);
    if (flights.size === 0) settle?.();
    return true;
  };
  const fail = (flight: Flight, kind: string): void => {
    if (end(flight)) recorder.fail(kind);
  };
  /** One timer for all requests: it waits for the oldest. */
  const watch = (): void => {
    timer = null;
    const now = performance.now();
    for (const flight of flights) {
      const leftMs = flight.intendedMs + plan.timeoutMs - now;
      if (leftMs > 0) {
        timer = setTimeout(watch, Math.ceil(leftMs));
        return;
      }
      fail(flight, 'timeout');
      flight.controller?.abort(new Error('time limit'));
    }
  };

  const begin = (intendedMs: number): Dispatcher.DispatchHandler => {
    const flight: Flight = { intendedMs, isOver: false, controller: null };
    const endWait = waits.begin();
    let status = 0;
    flights.add(flight);
    timer ??= setTimeout(watch, plan.timeoutMs);
    return {
      onRequestStart: (controller) => {
        flight.controller = controller;
        if (flight.isOver) controller.abort(new Error('time limit'));
      },
      onResponseStart: (_controller, statusCode, headers) => {
        status = statusCode;
        cacheHeader?.seeNamed(headers);
      },
      onResponseData: () => undefined,
      onResponseEnd: () => {
        const now = performance.now();
        endWait?.();
        if (end(flight)) recorder.answer(status, now - intendedMs, now, now <= endMs);
      },
      onResponseError: (_controller, error) => fail(flight, kindOf(error, status > 0)),
    };
  };

  return {
    underWay: () => flights.size,
    begin,
    /** Settles when the last request is over, which the time limit guarantees. */
    landed: async (): Promise<void> => {
      if (flights.size > 0) {
        await new Promise<void>((resolve) => {
          settle = resolve;
        });
      }
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** Error codes of undici and the system for a connection that ended before the answer arrived. */
const CLOSED = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const FEWER_BYTES = 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH';

/** @param isAnswering - True if the headers of an answer had arrived. */
function kindOf(error: Error, isAnswering: boolean): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  // The header or method cannot be sent; only the message says which.
  if (code === 'UND_ERR_INVALID_ARG') return error.message;
  if (code === FEWER_BYTES || (isAnswering && CLOSED.has(code))) return 'cut short';
  if (CLOSED.has(code)) return 'closed';
  if (error.name === 'HTTPParserError') return 'unreadable';
  return code === '' ? error.name : code;
}

/** Upper limit on reads of the generator's processor wait, per second; a read takes some µs. */
const MOST_LOOKS_PER_S = 1_000;

/** Opened once: a load process runs many short loads. */
const readWaits = currentProcess().openWaitClock();

/**
 * Delay that the generator itself adds to response times where other processes compete for its
 * processor: an answer has arrived, and the generator is runnable but does not run. Schedule lag
 * does not include this: a process that has slept is woken at once, whereas one that has just run
 * is not.
 * @param rate - Requests a second.
 */
function watchProcessorWaits(rate: number) {
  const seenMs: number[] = [];
  const every = Math.ceil((2 * rate) / MOST_LOOKS_PER_S);
  let begun = 0;
  return {
    /** Called on a request's start; returns a function to call on its answer; null: not sampled. */
    begin: (): (() => void) | null => {
      begun += 1;
      if (readWaits === null || begun % every !== 0) return null;
      const from = readWaits();
      return () => {
        const { ms, stretches } = readWaits();
        seenMs.push(delayOf(ms - from.ms, stretches - from.stretches));
      };
    },
    p99Ms: (): number | null => nearestRank(Float64Array.from(seenMs).sort(), 0.99),
  };
}

/**
 * Returns the delay that waits may have added to one response time. While a server works on a
 * request, its generator runs and waits many times for other requests, which delays nothing: only
 * the last wait does, and perhaps the first. So two waits of mean length are counted out of many.
 */
function delayOf(waitedMs: number, stretches: number): number {
  return waitedMs / Math.max(1, stretches / 2);
}
