import { Worker } from 'node:worker_threads';
import type { ChangedFileSpans } from '../replay/changed-function-call-coverage.ts';
import type {
  ReachingCall,
  ReplayReply,
  ReplayRequest,
  ReplayWorkerData,
  SessionReplayLog,
} from '../replay/replay-worker-messages.ts';
import { formatCallNames, type Session } from '../sessions/recorded-call-session.ts';

export type SessionReplayOutcome =
  /** `globals`: names of global functions that the module replaced. */
  | { readonly type: 'log'; readonly log: SessionReplayLog; readonly globals: readonly string[] }
  | { readonly type: 'failed'; readonly reason: string; readonly globals: readonly string[] }
  | InterruptedReplay;

type InterruptedReplay =
  /** The call with this number did not end in time. */
  | { readonly type: 'hung'; readonly call: number }
  /** The thread ended in this call: the module exits, or exceeds its memory limit. */
  | { readonly type: 'ended'; readonly call: number; readonly reason: string };

export interface SessionReplayOptions {
  /** Set to report each call in the form that a test needs, too. */
  readonly inspects?: boolean;
  /** Time limit of one call, if it may take longer than usual. */
  readonly hangMs?: number;
  /** Set to learn which of its functions reach a changed one. */
  readonly samplesReach?: boolean;
}

interface ModuleReplayerOptions extends Omit<ReplayWorkerData, 'progress' | 'limitMs'> {
  /** Script that replays calls in the thread, absolute. */
  readonly worker: string;
  readonly hangMs: number;
}

/** Maximum sessions per thread, since only the thread's end frees the memory they leave. */
const RUNS_PER_THREAD = 150;
const LOAD_MS = 60_000;
const POLL_MS = 50;
/** Share of a call's time limit after which its promise is given up, before its thread is. */
const PROMISE_SHARE = 0.6;
const MEMORY_MB = 512;

interface Thread {
  readonly worker: Worker;
  readonly progress: Int32Array;
  runs: number;
}

/** One version of a module, in a separate thread that is restarted when it ends. */
export class ModuleReplayer {
  /** Names that the module exports, once it was loaded. */
  exportNames: readonly string[] = [];
  /** Offsets of changed spans in functions that were not called so far; null: unknown. */
  unreached: readonly number[] | null = null;
  readonly #options: ModuleReplayerOptions;
  readonly #sampler: ReachSampler;
  #thread: Thread | null = null;

  constructor(options: ModuleReplayerOptions) {
    this.#options = options;
    this.#sampler = new ReachSampler(options.watched);
  }

  /** Loads the module. Why it cannot be loaded; null: it was. */
  async load(): Promise<string | null> {
    const thread = startThread(this.#options);
    const event = await waitForEvent(thread, LOAD_MS, () => undefined);
    if (event.type !== 'ready') {
      await thread.worker.terminate();
      const reason =
        event.type === 'hung'
          ? `loading takes longer than ${LOAD_MS / 1000} s`
          : event.type === 'log'
            ? 'no reason given'
            : event.reason;
      return `the module cannot be loaded: ${reason}`;
    }
    this.exportNames = event.exportNames;
    this.#thread = thread;
    return null;
  }

  async replay(
    session: Session,
    options: SessionReplayOptions = {},
  ): Promise<SessionReplayOutcome> {
    const { inspects = false, hangMs = this.#options.hangMs, samplesReach = false } = options;
    if (this.#thread !== null && this.#thread.runs >= RUNS_PER_THREAD) await this.close();
    const failure = this.#thread === null ? await this.load() : null;
    const thread = this.#thread;
    if (thread === null) return { type: 'failed', reason: failure ?? '', globals: [] };
    thread.runs += 1;
    Atomics.store(thread.progress, 0, -1);
    const sampled = samplesReach ? this.#sampler.choose(session) : null;
    const request: ReplayRequest = { session, inspects, sampled };
    const event = await waitForEvent(thread, hangMs, () => thread.worker.postMessage(request));
    if (event.type === 'ready') {
      return { type: 'failed', reason: 'the module was loaded twice', globals: [] };
    }
    if (event.type === 'hung' || event.type === 'ended') await this.close();
    if (event.type === 'log') {
      const { unreached } = event;
      // Nothing that any thread has reached is left.
      this.unreached =
        this.unreached === null || unreached === null
          ? (unreached ?? this.unreached)
          : this.unreached.filter((offset) => unreached.includes(offset));
      if (sampled !== null && sampled.length > 0) this.#sampler.add(session, event.reaching);
    }
    return event;
  }

  /** Returns the functions whose sampled calls reached a changed one; null if unknown. */
  functionsReachingChange(): ReadonlySet<string> | null {
    return this.#sampler.functionsReachingChange();
  }

  async close(): Promise<void> {
    const thread = this.#thread;
    this.#thread = null;
    await thread?.worker.terminate();
  }
}

function startThread({ worker: script, hangMs, ...options }: ModuleReplayerOptions): Thread {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const data: ReplayWorkerData = { ...options, progress, limitMs: hangMs * PROMISE_SHARE };
  const worker = new Worker(script, {
    workerData: data,
    // Nothing reads what the module prints.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  worker.unref();
  return { worker, progress, runs: 0 };
}

/** Waits for a thread's reply or end; reports a hang if the same call runs for too long. */
function waitForEvent(
  { worker, progress }: Thread,
  hangMs: number,
  send: () => void,
): Promise<ReplayReply | InterruptedReplay> {
  return new Promise((resolve) => {
    let lastCall = -1;
    let since = performance.now();
    const done = (event: ReplayReply | InterruptedReplay): void => {
      clearInterval(timer);
      worker.off('message', done).off('error', onError).off('exit', onExit);
      resolve(event);
    };
    const end = (reason: string): void =>
      done({ type: 'ended', call: Math.max(0, Atomics.load(progress, 0)), reason });
    const onError = (error: Error): void => end(describeThreadEnd(error));
    const onExit = (): void => end('it exits the process');
    const timer = setInterval(() => {
      const runningCall = Atomics.load(progress, 0);
      if (runningCall !== lastCall) {
        lastCall = runningCall;
        since = performance.now();
      } else if (performance.now() - since > (runningCall === -1 ? LOAD_MS : hangMs))
        done({ type: 'hung', call: Math.max(0, runningCall) });
    }, POLL_MS);
    worker.on('message', done).on('error', onError).on('exit', onExit);
    send();
  });
}

function describeThreadEnd(error: Error & { readonly code?: string }): string {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it uses more than ${MEMORY_MB} MB of memory`
    : `it terminates its thread: ${error.message}`;
}

/** Sampled calls of each function: watching a call takes about a millisecond. */
const MOST_SAMPLES = 12;

/** Functions whose calls reach changed code, by samples of their calls. */
class ReachSampler {
  readonly #spanCount: number;
  readonly #samples = new Map<string, number>();
  readonly #reached = new Set<string>();
  readonly #spans = new Set<number>();
  #isKnown = true;

  constructor(watched: readonly ChangedFileSpans[]) {
    this.#spanCount = watched.reduce((sum, { spans }) => sum + spans.length, 0);
  }

  /** Returns the indexes of a session's calls to watch. */
  choose(session: Session): readonly number[] {
    return formatCallNames(session).flatMap((name, index) => {
      const count = this.#samples.get(name) ?? 0;
      if (!this.#isKnown || this.#reached.has(name) || count >= MOST_SAMPLES) return [];
      this.#samples.set(name, count + 1);
      return [index];
    });
  }

  /** @param reaching - Chosen calls that reach changed code; null: unknown. */
  add(session: Session, reaching: readonly ReachingCall[] | null): void {
    if (reaching === null) this.#isKnown = false;
    const names = formatCallNames(session);
    for (const call of reaching ?? []) {
      this.#reached.add(names[call.index] ?? '');
      for (const span of call.spans) this.#spans.add(span);
    }
  }

  /** Null if it is unknown which calls reach each span, as where a timer does after the call. */
  functionsReachingChange(): ReadonlySet<string> | null {
    const isComplete = this.#spanCount > 0 && this.#spans.size === this.#spanCount;
    return this.#isKnown && isComplete ? this.#reached : null;
  }
}
