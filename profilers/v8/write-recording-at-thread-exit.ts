/** Makes a thread write its recording when it ends for any reason. */
import { isMainThread } from 'node:worker_threads';
import { terminateOnHarnessRequest } from '../../harness/probe/terminate-process-on-harness-request.ts';
import {
  flushEndingWorkers,
  flushRunningWorkers,
  flushWorkersOnTerminate,
  listenForFlushOrders,
} from './flush-worker-thread-profiles.ts';

const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** Recorder of a thread. Both functions are synchronous: nothing else runs as a process ends. */
export interface ThreadRecorder {
  readonly begin: () => void;
  /** Ends the recording, and writes it. */
  readonly write: () => void;
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

/** Writes at the end of the main thread, which is the end of the process. */
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
