/**
 * Loaded into every Node.js process and worker thread of a measured server. Tells the harness, when
 * it asks, what the process has used. It holds nothing open, answers nobody else, and lets the
 * server live whatever goes wrong in here.
 */
import { connect, type Socket } from 'node:net';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { threadId } from 'node:worker_threads';
import { flushCounts } from './append-count.ts';
import type { FromProbe, ProbeAccount, ToProbe } from './server-probe-messages.ts';

/** Step of the timer that the delay is seen by, milliseconds; Node.js's own default. */
const DELAY_STEP_MS = 10;
const NS_PER_MS = 1e6;
const US_PER_MS = 1e3;
const KIB = 1_024;

const path = process.env.PERF_HARNESS_PROBE;
if (path !== undefined && path !== '') {
  try {
    answerOn(connect(path));
  } catch {
    // A server that may not open sockets goes without a probe.
  }
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
    ...(stretch?.totals() ?? { gcMs: 0, gcCount: 0, delayP99Ms: 0 }),
  };
}

/** What is watched between `mark` and `read` only, so that the server runs free otherwise. */
interface Stretch {
  readonly totals: () => Pick<ProbeAccount, 'gcMs' | 'gcCount' | 'delayP99Ms'>;
  readonly end: () => void;
}

function beginStretch(): Stretch {
  let gcMs = 0;
  let gcCount = 0;
  const add = (entries: readonly { readonly duration: number }[]): void => {
    for (const { duration } of entries) {
      gcMs += duration;
      gcCount += 1;
    }
  };
  const observer = new PerformanceObserver((list) => add(list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  const delay = monitorEventLoopDelay({ resolution: DELAY_STEP_MS });
  delay.enable();
  return {
    totals: () => {
      add(observer.takeRecords());
      // The timer's own step is part of what it sees; an idle loop has no delay.
      const seenMs = delay.count === 0 ? 0 : delay.percentile(99) / NS_PER_MS;
      return { gcMs, gcCount, delayP99Ms: Math.max(0, seenMs - DELAY_STEP_MS) };
    },
    end: () => {
      observer.disconnect();
      delay.disable();
    },
  };
}
