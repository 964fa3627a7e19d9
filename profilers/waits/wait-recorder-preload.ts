/**
 * Loaded before a measured program: records the waits of its thread, with their requests and
 * callers, and writes them when the thread ends, however it is ended.
 */

import { subscribe } from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import { threadId } from 'node:worker_threads';
import { ignoreErrors } from '../../harness/probe/ignore-errors.ts';
import { watchBetterSqlite3, watchNodeSqlite } from '../../harness/probe/watch-sqlite-libraries.ts';
import { hostPattern, pathPattern } from '../normalise-request-path-and-host.ts';
import { writeFileIgnoringErrors } from '../v8/write-file-ignoring-errors.ts';
import { recordThreadUntilExit, startRecorder } from '../v8/write-recording-at-thread-exit.ts';
import { recordAwaitSites } from './record-await-sites.ts';
import { WAIT_FILE_FORMAT, type WrittenWaits } from './wait-file-format.ts';
import {
  addStall,
  beginWait,
  contextAfterWait,
  endWait,
  readRecordedWaits,
} from './wait-recorder.ts';
import { COMPLETE_VARIABLE } from './wait-span-store.ts';
import { watchDatabases } from './watch-database-drivers.ts';
import { watchEventLoopDelay, watchEventLoopStalls } from './watch-event-loop.ts';
import {
  watchAwaitedTimers,
  watchFileWaits,
  watchProcessThreadpoolNetworkWaits,
} from './watch-node-builtins.ts';
import {
  listOutgoingConnections,
  watchOutgoingConnections,
  watchSentHttpRequests,
} from './watch-sent-http-requests.ts';
import {
  patchEmitContext,
  setEmitContext,
  watchServedHttpRequests,
} from './watch-served-http-requests.ts';
import { watchBetterSqlite3Statements, watchNodeSqliteStatements } from './watch-sqlite.ts';

/** Runs in the measured process: its own requests by HTTP/2, gRPC among them, from Node.js 24.1 on. */
interface StreamCreated {
  readonly stream: NodeJS.EventEmitter;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Stream prototypes of Node.js that are watched; each is accessible only through a stream. */
const watched = new WeakSet<object>();

function watchHttp2(): void {
  subscribe('http2.client.stream.created', function waits(message) {
    const { stream, headers } = message as StreamCreated;
    const to = String(headers[':authority'] ?? '');
    const method = String(headers[':method'] ?? 'GET');
    const path = pathPattern(String(headers[':path'] ?? '/'));
    const wait = beginWait('network', `${method} ${hostPattern(to)}${path}`, to, waits);
    if (wait === null) return;
    const prototype: unknown = Object.getPrototypeOf(stream);
    if (typeof prototype === 'object' && prototype !== null && !watched.has(prototype)) {
      watched.add(prototype);
      patchEmitContext(prototype);
    }
    setEmitContext(stream, contextAfterWait(wait));
    // Uses the first of both events, since a reset stream does not emit `end`.
    for (const event of ['end', 'close']) stream.once(event, () => endWait(wait));
  });
}

function watchSqlite(): void {
  watchNodeSqlite((exported) => ignoreErrors(() => watchNodeSqliteStatements(exported)), 'wait');
  watchBetterSqlite3(
    (exported) => ignoreErrors(() => watchBetterSqlite3Statements(exported)),
    'wait',
  );
}

const WATCHES = [
  watchOutgoingConnections,
  watchServedHttpRequests,
  watchSentHttpRequests,
  watchHttp2,
  watchFileWaits,
  watchAwaitedTimers,
  watchProcessThreadpoolNetworkWaits,
  watchDatabases,
  watchSqlite,
];

/** Only evidence from tests looks for stalls, whose samples take time. */
const isForTests = process.env[COMPLETE_VARIABLE] !== undefined;
await startRecorder(process.env.PERF_HARNESS_WAITS, async (path) => {
  // Before the clocks of the program are replaced.
  const delays = watchEventLoopDelay();
  if (isForTests) await recordAwaitSites();
  const takeStalls = isForTests ? watchEventLoopStalls() : () => [];
  for (const watch of WATCHES) ignoreErrors(watch);
  syncBuiltinESMExports();
  recordThreadUntilExit({
    begin: () => undefined,
    write: () => {
      for (const stall of takeStalls()) addStall(stall);
      // Complete each time: the last file written counts.
      const written: WrittenWaits = {
        format: WAIT_FILE_FORMAT,
        pid: process.pid,
        thread: threadId,
        program: process.argv[1] ?? null,
        ...readRecordedWaits(),
        connections: listOutgoingConnections(),
        delays: delays(),
      };
      writeFileIgnoringErrors(`${path}.waits`, JSON.stringify(written));
    },
  });
});
