import { Buffer } from 'node:buffer';
import type { CDPSession } from 'playwright-core';
import { UnitFailure } from '../../model/executor.ts';

/** Trace categories recorded by DevTools' Performance panel (DevTools, TimelineController). */
const CATEGORIES = [
  '-*',
  'blink.console',
  'blink.user_timing',
  'cppgc',
  'devtools.timeline',
  'disabled-by-default-devtools.screenshot',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'disabled-by-default-devtools.timeline.stack',
  'disabled-by-default-v8.cpu_profiler',
  'latencyInfo',
  'loading',
  'navigation,rail',
  'v8',
  'v8.execute',
];
const CHUNK_BYTES = 2 ** 20;
/** Size limit of a compressed trace; the browser's own buffer: about ten times as much. */
const MOST_BYTES = 200 * 2 ** 20;

export interface BrowserTrace {
  /** Ends the trace; returns its gzipped JSON, which DevTools opens. @throws UnitFailure */
  readonly end: () => Promise<Uint8Array>;
}

/** Starts a trace of the browser; with a page's session, it also contains screenshots of it. */
export async function startBrowserTrace(session: CDPSession): Promise<BrowserTrace> {
  await session.send('Tracing.start', {
    transferMode: 'ReturnAsStream',
    streamFormat: 'json',
    streamCompression: 'gzip',
    traceConfig: { recordMode: 'recordUntilFull', includedCategories: CATEGORIES },
  });
  return {
    end: async () => {
      const complete = new Promise<string | undefined>((resolve) => {
        session.once('Tracing.tracingComplete', ({ stream }) => resolve(stream));
      });
      await session.send('Tracing.end');
      const handle = await complete;
      if (handle === undefined) throw traceFailure('Chromium returned no trace');
      return readStream(session, handle);
    },
  };
}

async function readStream(session: CDPSession, handle: string): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const { data, base64Encoded, eof } = await session.send('IO.read', {
      handle,
      size: CHUNK_BYTES,
    });
    const chunk = Buffer.from(data, base64Encoded === true ? 'base64' : 'utf8');
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw traceFailure(`the trace is larger than ${MOST_BYTES} bytes`);
    if (eof) break;
  }
  await session.send('IO.close', { handle });
  return Buffer.concat(chunks);
}

function traceFailure(message: string): UnitFailure {
  return new UnitFailure({
    reason: 'protocol',
    message,
    remedy: 'Remove `trace` from the scenario, or trace a page that does less work while it loads.',
  });
}
