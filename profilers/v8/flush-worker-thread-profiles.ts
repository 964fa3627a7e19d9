/** Makes worker threads write before they are terminated, which gives them no `exit` event. */
import {
  BroadcastChannel,
  getEnvironmentData,
  isMainThread,
  setEnvironmentData,
  threadId,
  Worker,
} from 'node:worker_threads';

const CHANNEL = 'perf-harness-profile';
const DATA = 'perf-harness-profile-threads';
/** Number of distinguishable threads; higher numbers share a place with an earlier thread. */
const PLACES = 4_096;
/** Place of the number of changes, which threads wait for; no thread has the number 0. */
const CHANGES = 0;
const RUNNING = 1;
const WRITTEN = 2;
/** Longest wait for threads, milliseconds; a thread that blocks itself cannot respond. */
const PATIENCE_MS = 500;
/** The same for a terminated thread, milliseconds; the program has to wait for it. */
const TERMINATION_MS = 200;
const LOOK_MS = 5;

/** Order to threads: write and end, or write and go on. */
interface Order {
  readonly type: 'end' | 'keep';
  /** Number of the addressed thread; 0 for all. */
  readonly thread: number;
}

const states = shared();

/** Returns states set by the main thread, which threads inherit before any own code runs. */
function shared(): Int32Array {
  const known = getEnvironmentData(DATA);
  if (known instanceof SharedArrayBuffer) return new Int32Array(known);
  const made = new SharedArrayBuffer(PLACES * Int32Array.BYTES_PER_ELEMENT);
  if (isMainThread) setEnvironmentData(DATA, made);
  return new Int32Array(made);
}

function placeOf(thread: number): number {
  return 1 + (thread % (PLACES - 1));
}

function note(thread: number, state: number): void {
  Atomics.store(states, placeOf(thread), state);
  Atomics.add(states, CHANGES, 1);
  Atomics.notify(states, CHANGES);
}

function isRunning(thread: number): boolean {
  return Atomics.load(states, placeOf(thread)) === RUNNING;
}

/** Makes a worker thread write when it is ordered to. `onExit` is to be called at its own end. */
export function listenForFlushOrders(write: () => void, begin: () => void): { onExit: () => void } {
  note(threadId, RUNNING);
  const channel = new BroadcastChannel(CHANNEL);
  channel.unref();
  channel.onmessage = (event) => {
    const { type, thread } = (event as { readonly data: Order }).data;
    if (thread !== 0 && thread !== threadId) return;
    write();
    if (type === 'keep') {
      begin();
      return;
    }
    channel.close();
    note(threadId, WRITTEN);
  };
  return { onExit: () => note(threadId, WRITTEN) };
}

/** Notes in any thread when its workers end, and makes them write before it terminates them. */
export function flushWorkersOnTerminate(): void {
  process.on('worker', (worker) => {
    const { threadId: thread } = worker;
    worker.once('exit', () => note(thread, WRITTEN));
  });
  const { terminate } = Worker.prototype;
  Worker.prototype.terminate = async function (this: Worker): Promise<number> {
    const thread = this.threadId;
    if (thread > 0 && isRunning(thread)) {
      order({ type: 'end', thread });
      const deadline = performance.now() + TERMINATION_MS;
      while (isRunning(thread) && performance.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
    }
    return terminate.call(this);
  };
}

function order(message: Order): void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage(message);
  channel.close();
}

/** Makes all threads write their data so far, and continue. */
export function flushRunningWorkers(): void {
  order({ type: 'keep', thread: 0 });
}

/** Makes all threads write for the last time. The returned function waits until they have. */
export function flushEndingWorkers(): () => void {
  const anyRunning = (): boolean => states.some((state, at) => at > 0 && state === RUNNING);
  if (!anyRunning()) return () => undefined;
  order({ type: 'end', thread: 0 });
  return () => {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const changes = Atomics.load(states, CHANGES);
      const leftMs = deadline - Date.now();
      if (!anyRunning() || leftMs <= 0) return;
      Atomics.wait(states, CHANGES, changes, leftMs);
    }
  };
}
