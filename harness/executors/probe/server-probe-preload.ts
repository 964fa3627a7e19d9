/**
 * Loaded into every Node.js process and worker thread of a measured server. Reports the resource
 * usage of the process when the harness requests it. It keeps nothing open, answers nobody else,
 * and never fails the server, whatever goes wrong here.
 */

import { subscribe } from 'node:diagnostics_channel';
import { connect, type Socket } from 'node:net';
import { isMainThread, threadId } from 'node:worker_threads';
import { terminateOnHarnessRequest } from '../../probe/terminate-process-on-harness-request.ts';
import { watchLoadedLibraries } from '../../probe/watch-loaded-libraries.ts';
import { OBSERVED_DATABASE_LIBRARIES } from './database-pool-and-query-wait-instrumentation.ts';
import { flushEventCounts } from './event-counter-file-writer.ts';
import { type EventLoopMonitor, startEventLoopMonitor } from './monitor-event-loop.ts';
import type { ProbeAccount, ProbeRequest, ProbeResponse } from './server-probe-messages.ts';
import {
  outgoingRequestWaits,
  queryWaits,
  readPoolAccounts,
  resetWaitObservations,
} from './server-wait-time-and-pool-usage-recorder.ts';

const US_PER_MS = 1e3;
const KIB = 1_024;

interface About {
  readonly request: object;
}

/** Channels from request to answer head, for `fetch` and all undici, `node:http` and `https`. */
const CHANNELS = [
  { start: 'undici:request:create', end: 'undici:request:headers', error: 'undici:request:error' },
  {
    start: 'http.client.request.start',
    end: 'http.client.response.finish',
    error: 'http.client.request.error',
  },
] as const;

function observeOutgoingRequests(): void {
  const startedMs = new WeakMap<object, number>();
  const begin = (message: unknown): void => {
    startedMs.set((message as About).request, performance.now());
  };
  const end = (message: unknown): void => {
    const { request } = message as About;
    const started = startedMs.get(request);
    if (started === undefined) return;
    startedMs.delete(request);
    outgoingRequestWaits.add(performance.now() - started);
  };
  for (const channel of CHANNELS) {
    subscribe(channel.start, begin);
    subscribe(channel.end, end);
    subscribe(channel.error, end);
  }
}

if (isMainThread) terminateOnHarnessRequest();
const path = process.env.PERF_HARNESS_PROBE;
if (path !== undefined && path !== '') {
  try {
    answerOn(connect(path));
    observe();
  } catch {
    // A server that may not open sockets runs without a probe.
  }
}

function observe(): void {
  observeOutgoingRequests();
  watchLoadedLibraries('perf-harness.time-databases', OBSERVED_DATABASE_LIBRARIES, {
    onLoading: () => undefined,
    onLoaded: ({ instrument }, exported) => instrument(exported),
  });
}

function answerOn(socket: Socket): void {
  let rest = '';
  let stretch: EventLoopMonitor | null = null;
  const tell = (message: ProbeResponse): void => {
    socket.write(`${JSON.stringify(message)}\n`);
  };
  const answer = (question: ProbeRequest): void => {
    // Flushed before answering, since the harness may read the counts as soon as it has the answer.
    flushEventCounts();
    if (question === 'mark') {
      stretch?.end();
      resetWaitObservations();
      stretch = startEventLoopMonitor();
    }
    tell(account(question, stretch));
    if (question === 'read') {
      stretch?.end();
      stretch = null;
    }
  };
  // The harness may be gone, or the server may run as a user without access to the socket.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line === 'mark' || line === 'read') answer(line);
  });
  tell({ type: 'hello', pid: process.pid, thread: threadId });
  socket.unref();
}

function account(answers: ProbeRequest, stretch: EventLoopMonitor | null): ProbeAccount {
  const { user, system } = process.cpuUsage();
  return {
    type: 'account',
    answers,
    cpuMs: (user + system) / US_PER_MS,
    peakBytes: process.resourceUsage().maxRSS * KIB,
    ...(answers === 'read' && stretch !== null ? stretch.totals() : NOTHING),
    pools: readPoolAccounts(),
    queries: queryWaits.totals(),
    outgoing: outgoingRequestWaits.totals(),
  };
}

const NOTHING: ReturnType<EventLoopMonitor['totals']> = {
  gcMs: 0,
  gcCount: 0,
  delay: { p50Ms: 0, p99Ms: 0, maxMs: 0 },
  utilization: 0,
  activeMs: 0,
  slices: [],
  stalls: [],
};
