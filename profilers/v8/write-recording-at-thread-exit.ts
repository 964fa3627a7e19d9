/** Makes a thread write its recording when it ends for any reason. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { ignoreErrors } from '../../harness/probe/ignore-errors.ts';
import { terminateOnHarnessRequest } from '../../harness/probe/terminate-process-on-harness-request.ts';
import {
  flushEndingWorkers,
  flushRunningWorkers,
  flushWorkersOnTerminate,
  listenForFlushOrders,
} from './flush-worker-thread-profiles.ts';
import { writeFileIgnoringErrors } from './write-file-ignoring-errors.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Recorder of a thread. Both functions are synchronous: nothing else runs as a process ends. */
export interface ThreadRecorder {
  readonly begin: () => void;
  /** Ends the recording, and writes it. */
  readonly write: () => void;
}

/**
 * Starts a recorder that writes files whose names begin with the path given to it. A thread that
 * began and left no recording was ended before it could write one. Whatever goes wrong must not
 * keep the program from running: the reader then says why there is no recording.
 *
 * @param begun - Text of the file that says that the thread began.
 */
export async function startRecorder(
  folder: string | undefined,
  start: (path: string) => void | Promise<void>,
  begun = '',
): Promise<void> {
  if (folder === undefined || folder === '') return;
  const path = join(folder, `${process.pid}-${threadId}`);
  try {
    writeFileSync(`${path}.begun`, begun);
    await start(path);
  } catch (error) {
    writeFileIgnoringErrors(`${path}.refused`, (error as Error).message);
    ignoreErrors(() => rmSync(`${path}.begun`));
  }
}

/** Begins, and writes at the thread's end: its own, an exception, `process.exit`, a signal, or its parent's. */
export function recordThreadUntilExit(recorder: ThreadRecorder): void {
  recorder.begin();
  flushWorkersOnTerminate();
  if (isMainThread) {
    writeAtEnd(recorder);
    return;
  }
  const { onExit } = listenForFlushOrders(recorder.write, recorder.begin);
  process.on('exit', () => {
    recorder.write();
    onExit();
  });
}

function writeAtEnd({ write, begin }: ThreadRecorder): void {
  const writeAll = (): void => {
    // The others write while this thread does.
    const untilWritten = flushEndingWorkers();
    write();
    untilWritten();
  };
  process.on('exit', writeAll);
  terminateOnHarnessRequest();
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      const isAlone = process.listenerCount(signal) === 1;
      if (!isAlone) flushRunningWorkers();
      if (isAlone) writeAll();
      else write();
      // Removed only now: without a listener the next signal, which often follows immediately,
      // would kill the process.
      process.off(signal, onSignal);
      if (isAlone) {
        process.kill(process.pid, signal);
        return;
      }
      // The program handles the signal, and may be killed in the meantime: the data so far is
      // already written. This listener is absent while the program's own listeners run, since some
      // count listeners (signal-exit).
      begin();
      setImmediate(() => process.on(signal, onSignal)).unref();
    };
    process.on(signal, onSignal);
  }
}
