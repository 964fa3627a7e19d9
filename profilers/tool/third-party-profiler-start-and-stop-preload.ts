/**
 * Loaded before a program that a third-party profiler watches: reports when the program began and
 * which log V8 writes of its first thread, and lets the tool write its data when the program is
 * stopped. The tools themselves handle Ctrl-C only, whereas servers are stopped by SIGTERM.
 *
 * Whatever goes wrong here must not keep the program from running: the reader then says what is
 * missing.
 */
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { terminateOnHarnessRequest } from '../../harness/probe/terminate-process-on-harness-request.ts';
import type { ProgramStartMessage } from './profiled-program-start-message.ts';

const folder = process.env.PERF_HARNESS_TOOL_FOLDER;
/** A stopped program is killed after two seconds. */
const WRITING_MS = 1_200;

if (isMainThread && folder !== undefined) {
  const path = join(folder, `${process.pid}.started`);
  try {
    // Worker threads, which have logs of their own, do not run yet.
    const log = readdirSync(folder).find((name) => name.endsWith(`-${process.pid}-v8.log`)) ?? null;
    const startMs = Number(process.hrtime.bigint()) / 1e6 - performance.now();
    writeFileSync(path, JSON.stringify({ startMs, log } satisfies ProgramStartMessage));
  } catch {
    // Disk full, or the folder is gone.
  }
  terminateOnHarnessRequest();
  let isStopped = false;
  process.on('SIGTERM', () => {
    // A second signal often follows immediately; a program with its own listener ends itself.
    if (isStopped || process.listenerCount('SIGTERM') > 1) return;
    isStopped = true;
    if (process.env.PERF_HARNESS_TOOL_WRITES !== 'before-exit') process.exit();
    // The tools that write at the end do it before the exit, and then end the process; bubbleprof waits
    // on Node.js 26 for a stream that never closes, and has written by then.
    setTimeout(() => process.exit(), WRITING_MS);
    process.emit('beforeExit', 0);
  });
}
