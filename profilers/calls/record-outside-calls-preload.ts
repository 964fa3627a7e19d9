/**
 * Loaded before the tests of a project: records the outside calls of instrumented functions, the
 * program and the requests to servers, and writes them when the thread ends, and from time to time before, since test runners kill threads.
 * Errors here must not keep the tests from running.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import nodeModule from 'node:module';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { writeFileIgnoringErrors } from '../v8/write-file-ignoring-errors.ts';
import { recordThreadUntilExit } from '../v8/write-recording-at-thread-exit.ts';
import {
  CALLS_EXTENSION,
  CALLS_VARIABLE,
  OUTSIDE_CALLS_SYMBOL,
  type ThreadRecord,
} from './outside-call.ts';
import { createOutsideCallRecorder } from './outside-call-recorder.ts';

/** Greatest loss of a thread that is killed, milliseconds, and most time of it spent on writing. */
const WRITE_MS = 250;
const WRITING_SHARE = 0.05;
/** Lowest HTTP status of a redirection; lower ones are answers. */
const FIRST_UNSUCCESSFUL = 300;

const nowMs = performance.now.bind(performance);
const folder = process.env[CALLS_VARIABLE];
if (folder !== undefined) {
  const path = join(folder, `${process.pid}-${threadId}${CALLS_EXTENSION}`);
  const [, file, ...given] = process.argv;
  const started =
    isMainThread && file !== undefined ? { file, arguments: given, cwd: process.cwd() } : null;
  const exitCode = watchExitCode();
  const requests = countRequests();
  let nextMs = nowMs() + WRITE_MS;
  const recorder = createOutsideCallRecorder(() => {
    if (nowMs() > nextMs) write();
  });
  const write = (): void => {
    const beganMs = nowMs();
    const program = started === null ? null : { ...started, exitCode: exitCode() };
    const record: ThreadRecord = { calls: recorder.written(), requests, program };
    writeFileIgnoringErrors(path, JSON.stringify(record));
    nextMs = nowMs() + Math.max(WRITE_MS, (nowMs() - beganMs) / WRITING_SHARE);
  };
  // Built-in modules are the same objects in every context, unlike globals.
  Object.defineProperty(nodeModule, Symbol.for(OUTSIDE_CALLS_SYMBOL), { value: recorder.run });
  recordThreadUntilExit({ begin: () => undefined, write });
}

/** Returns a function that returns the exit code; null: the process is not ending by itself. */
function watchExitCode(): () => number | null {
  let code: number | null = null;
  let isThrown = false;
  process.on('uncaughtExceptionMonitor', () => {
    isThrown = true;
  });
  process.on('exit', (given) => {
    code = isThrown ? null : given;
  });
  return () => code;
}

/** Counts the successful GET requests to servers of this thread by path. */
function countRequests(): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  subscribe('http.server.response.finish', (message) => {
    const { request, response } = message as {
      readonly request: IncomingMessage & { readonly originalUrl?: string };
      readonly response: ServerResponse;
    };
    // Routers shorten `url` to what is below their own path while they run.
    const { method, url = '', originalUrl = url } = request;
    if (method !== 'GET' || response.statusCode >= FIRST_UNSUCCESSFUL) return;
    counts[originalUrl] = (counts[originalUrl] ?? 0) + 1;
  });
  return counts;
}
