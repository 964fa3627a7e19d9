/**
 * Has the worker threads of a process write their profiles before the main thread ends it: they get
 * no `exit` event then. The main thread waits for them, but not for ever.
 */
import {
  BroadcastChannel,
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
} from 'node:worker_threads';

const CHANNEL = 'perf-harness-profile';
const DATA = 'perf-harness-profile-counts';
/** How long worker threads are waited for, milliseconds; one that blocks its thread is not had. */
const PATIENCE_MS = 1_000;
/** Places in the counts. */
const BEGUN = 0;
const ENDED = 1;

const counts = shared();

/** Worker threads inherit what the main thread has set, before any of their own code runs. */
function shared(): Int32Array {
  const known = getEnvironmentData(DATA);
  if (known instanceof SharedArrayBuffer) return new Int32Array(known);
  const made = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  if (isMainThread) setEnvironmentData(DATA, made);
  return new Int32Array(made);
}

/** In a worker thread: has it write its profile when the process is about to end. */
export function whenToldToStop(write: () => void): void {
  Atomics.add(counts, BEGUN, 1);
  const end = (): void => {
    Atomics.add(counts, ENDED, 1);
    Atomics.notify(counts, ENDED);
  };
  const channel = new BroadcastChannel(CHANNEL);
  channel.unref();
  channel.onmessage = () => {
    channel.close();
    write();
    process.off('exit', end);
    end();
  };
  process.on('exit', end);
}

/** In the main thread: waits until all worker threads that run have written. */
export function stopWorkers(): void {
  const running = (): number => Atomics.load(counts, BEGUN) - Atomics.load(counts, ENDED);
  if (running() === 0) return;
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage('stop');
  const deadline = Date.now() + PATIENCE_MS;
  while (running() > 0 && Date.now() < deadline) {
    Atomics.wait(counts, ENDED, Atomics.load(counts, ENDED), 20);
  }
  channel.close();
}
