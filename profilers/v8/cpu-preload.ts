/**
 * Loaded before a measured program: takes a CPU profile of its thread from the first line on and
 * writes it when the thread ends, however it is ended. `node --cpu-prof` writes nothing when a
 * signal ends the process (nodejs/node#55094), and servers are always ended by one.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { join } from 'node:path';
import { isMainThread, threadId } from 'node:worker_threads';
import { stopWorkers, whenToldToStop } from './worker-stops.ts';

const folder = process.env.PERF_HARNESS_CPU_PROFILE;
const interval = Number(process.env.PERF_HARNESS_CPU_INTERVAL_US);
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

if (folder !== undefined) start(folder);

function start(to: string): void {
  const session = new Session();
  session.connect();
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
      const path = join(to, `${process.pid}-${threadId}-${part}.cpuprofile`);
      part += 1;
      try {
        writeFileSync(`${path}.tmp`, JSON.stringify(result.profile));
        renameSync(`${path}.tmp`, path);
      } catch {
        // Disk full, or the folder is gone: the reader says that there is no profile.
      }
    });
  };
  begin();
  if (!isMainThread) {
    whenToldToStop(write);
    process.on('exit', write);
    return;
  }
  process.on('exit', () => {
    stopWorkers();
    write();
  });
  for (const signal of SIGNALS) {
    const onSignal = (): void => {
      if (process.listenerCount(signal) > 1) {
        // The program decides what to do, and may be killed while it does: this much is kept.
        write();
        begin();
        return;
      }
      stopWorkers();
      write();
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}
