/**
 * Loaded before the tests of a project: records the outside calls of instrumented functions, and
 * writes them when the thread ends, and from time to time before, since test runners kill threads.
 * Errors here must not keep the tests from running.
 */
import nodeModule from 'node:module';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { writeFileIgnoringErrors } from '../v8/write-file-ignoring-errors.ts';
import { recordThreadUntilExit } from '../v8/write-recording-at-thread-exit.ts';
import { CALLS_EXTENSION, CALLS_VARIABLE, OUTSIDE_CALLS_SYMBOL } from './outside-call.ts';
import { createOutsideCallRecorder } from './outside-call-recorder.ts';

/** Greatest loss of a thread that is killed, milliseconds, and most time of it spent on writing. */
const WRITE_MS = 250;
const WRITING_SHARE = 0.05;

const nowMs = performance.now.bind(performance);
const folder = process.env[CALLS_VARIABLE];
if (folder !== undefined) {
  const path = join(folder, `${process.pid}-${threadId}${CALLS_EXTENSION}`);
  let nextMs = nowMs() + WRITE_MS;
  const recorder = createOutsideCallRecorder(() => {
    if (nowMs() > nextMs) write();
  });
  const write = (): void => {
    const beganMs = nowMs();
    writeFileIgnoringErrors(path, JSON.stringify(recorder.written()));
    nextMs = nowMs() + Math.max(WRITE_MS, (nowMs() - beganMs) / WRITING_SHARE);
  };
  // Built-in modules are the same objects in every context, unlike globals.
  Object.defineProperty(nodeModule, Symbol.for(OUTSIDE_CALLS_SYMBOL), { value: recorder.run });
  recordThreadUntilExit({ begin: () => undefined, write });
}
