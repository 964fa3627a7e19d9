/**
 * Loaded into every Node.js process and worker thread of a measured server. Reports the resource
 * usage of the process when the harness requests it. It keeps nothing open, answers nobody else,
 * and never fails the server, whatever goes wrong here.
 */
import { connect, type Socket } from 'node:net';
import { isMainThread, threadId } from 'node:worker_threads';
import { endWhenAsked } from '../../probe/end-when-asked.ts';
import { watchLibraries } from '../../probe/watch-libraries.ts';
import { flushCounts } from './append-count.ts';
import { OBSERVED_FILES } from './observe-databases.ts';
import { observeRequests } from './observe-requests.ts';
import { outgoing, poolAccounts, queries, resetObserved } from './observed.ts';
import type { FromProbe, ProbeAccount, ToProbe } from './server-probe-messages.ts';
import { beginStretch, type Stretch } from './stretch.ts';

const US_PER_MS = 1e3;
const KIB = 1_024;

if (isMainThread) endWhenAsked();
const path = process.env.PERF_HARNESS_PROBE;
if (path !== undefined && path !== '') {
  try {
    answerOn(connect(path));
    observe();
  } catch {
    // A server that may not open sockets goes without a probe.
  }
}

/** Looks at what the server waits for. */
function observe(): void {
  observeRequests();
  watchLibraries('perf-harness.time-databases', OBSERVED_FILES, {
    onLoading: () => undefined,
    onLoaded: ({ instrument }, exported) => instrument(exported),
  });
}

function answerOn(socket: Socket): void {
  let rest = '';
  let stretch: Stretch | null = null;
  const tell = (message: FromProbe): void => {
    socket.write(`${JSON.stringify(message)}\n`);
  };
  const answer = (question: ToProbe): void => {
    // Whoever has the answer may read the counts.
    flushCounts();
    if (question === 'mark') {
      stretch?.end();
      resetObserved();
      stretch = beginStretch();
    }
    tell(account(question, stretch));
    if (question === 'read') {
      stretch?.end();
      stretch = null;
    }
  };
  // The harness may be gone, or the server may belong to a user who may not reach it.
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line === 'mark' || line === 'read') answer(line);
  });
  tell({ type: 'hello', pid: process.pid, thread: threadId });
  socket.unref();
}

function account(answers: ToProbe, stretch: Stretch | null): ProbeAccount {
  const { user, system } = process.cpuUsage();
  return {
    type: 'account',
    answers,
    cpuMs: (user + system) / US_PER_MS,
    peakBytes: process.resourceUsage().maxRSS * KIB,
    ...(answers === 'read' && stretch !== null ? stretch.totals() : NOTHING),
    pools: poolAccounts(),
    queries: queries.totals(),
    outgoing: outgoing.totals(),
  };
}

const NOTHING: ReturnType<Stretch['totals']> = {
  gcMs: 0,
  gcCount: 0,
  delay: { p50Ms: 0, p99Ms: 0, maxMs: 0 },
  utilization: 0,
  activeMs: 0,
  slices: [],
  stalls: [],
};
