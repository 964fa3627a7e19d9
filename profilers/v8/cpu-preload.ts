/**
 * Loaded before a measured program: takes a CPU profile of its thread from the first line on and
 * writes it when the thread ends, however it is ended. `node --cpu-prof` writes nothing when a
 * signal ends the process (nodejs/node#55094), and servers are always ended by one.
 *
 * Whatever goes wrong here must not keep the program from running: the reader then says why there is
 * no profile.
 */
import { renameSync, writeFileSync } from 'node:fs';
import type { Session } from 'node:inspector';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { endWorkers, keepWorkers, listenForOrders, watchWorkers } from './worker-stops.ts';

const folder = process.env.PERF_HARNESS_CPU_PROFILE;
const interval = Number(process.env.PERF_HARNESS_CPU_INTERVAL_US);
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

if (folder !== undefined) {
  const path = join(folder, `${process.pid}-${threadId}`);
  try {
    const { Session } = await import('node:inspector');
    const session = new Session();
    session.connect();
    // A thread that began and left no profile was ended without a chance to write one.
    writeFileSync(`${path}.begun`, '');
    profile(session, path);
  } catch (error) {
    tryToWrite(`${path}.refused`, (error as Error).message);
  }
}

function tryToWrite(path: string, text: string): void {
  try {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  } catch {
    // Disk full, or the folder is gone: the reader finds something begun and not written.
  }
}

function profile(session: Session, path: string): void {
  let part = 0;
  const begin = (): void => {
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval });
    session.post('Profiler.start');
  };
  /** Synchronous: the thread's own session answers before `post` returns. */
  const write = (): void => {
    session.post('Profiler.stop', (error, result) => {
      if (error !== null || result === undefined) return;
      tryToWrite(`${path}-${part}.cpuprofile`, JSON.stringify(result.profile));
      part += 1;
    });
  };
  begin();
  watchWorkers();
  if (isMainThread) writeAtEnd(write, begin);
  else {
    const { onExit } = listenForOrders(write, begin);
    process.on('exit', () => {
      write();
      onExit();
    });
  }
}

/** At the end of the main thread, which is that of the process. */
function writeAtEnd(write: () => void, begin: () => void): void {
  const writeAll = (): void => {
    // The others write while this thread does.
    const untilWritten = endWorkers();
    write();
    untilWritten();
  };
  process.on('exit', writeAll);
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      const isAlone = process.listenerCount(signal) === 1;
      if (!isAlone) keepWorkers();
      if (isAlone) writeAll();
      else write();
      // Not before: without a listener the next signal, which often follows at once, kills.
      process.off(signal, onSignal);
      if (isAlone) {
        process.kill(process.pid, signal);
        return;
      }
      // The program decides what to do, and may be killed while it does: this much is kept. Its own
      // listeners run without this one in the list, since some count them (signal-exit).
      begin();
      setImmediate(() => process.on(signal, onSignal)).unref();
    };
    process.on(signal, onSignal);
  }
}
