/**
 * Loaded before a measured program: tells what its thread waits for, for which request, and who
 * called, and writes it when the thread ends, however it is ended.
 *
 * Whatever goes wrong here must not keep the program from running: the reader then says why there is
 * no record.
 */
import { writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { recordThread } from '../v8/write-at-end.ts';
import { writeQuietly } from '../v8/write-quietly.ts';
import { sentConnections, watchConnections } from './sent-connections.ts';
import { WAIT_FORMAT, type WrittenWaits } from './wait-file.ts';
import { recordedWaits } from './wait-recorder.ts';
import { watchDatabases } from './watch-databases.ts';
import { watchFiles } from './watch-files.ts';
import { watchHttp2 } from './watch-http2.ts';
import { watchLoopDelay } from './watch-loop-delay.ts';
import { watchRequestsSent } from './watch-requests-sent.ts';
import { watchRequestsServed } from './watch-requests-served.ts';
import { watchTimers } from './watch-timers.ts';
import { watchWork } from './watch-work.ts';

const WATCHES = [
  watchConnections,
  watchRequestsServed,
  watchRequestsSent,
  watchHttp2,
  watchFiles,
  watchTimers,
  watchWork,
  watchDatabases,
];

const folder = process.env.PERF_HARNESS_WAITS;
if (folder !== undefined && folder !== '') {
  const path = join(folder, `${process.pid}-${threadId}`);
  try {
    // A thread that began and left no record was ended without a chance to write one.
    writeFileSync(`${path}.begun`, '');
    // Before the clocks of the program are replaced.
    const delays = watchLoopDelay();
    for (const watch of WATCHES) quietly(watch);
    syncBuiltinESMExports();
    recordThread({
      begin: () => undefined,
      // All of it each time: the last one that is written holds.
      write: () => {
        const written: WrittenWaits = {
          format: WAIT_FORMAT,
          pid: process.pid,
          thread: threadId,
          program: process.argv[1] ?? null,
          ...recordedWaits(),
          connections: sentConnections(),
          delays: delays(),
        };
        writeQuietly(`${path}.waits`, JSON.stringify(written));
      },
    });
  } catch (error) {
    writeQuietly(`${path}.refused`, (error as Error).message);
  }
}

function quietly(watch: () => void): void {
  try {
    watch();
  } catch {
    // A Node.js of another shape: the rest is watched.
  }
}
