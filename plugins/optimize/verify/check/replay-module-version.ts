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

/** Outcome of the replay of a session. */
export type SessionReplayOutcome =
  /** `globals`: names of global functions that the module replaced. */
  | { readonly type: 'log'; readonly log: SessionReplayLog; readonly globals: readonly string[] }
  /** The call with this number did not end in time. */
  | { readonly type: 'hung'; readonly call: number }
  /** The thread ended in this call: the module exits, or exceeds its memory limit. */
  | { readonly type: 'ended'; readonly call: number; readonly reason: string }
  | { readonly type: 'failed'; readonly reason: string; readonly globals: readonly string[] };

/** One version of a module, in a separate thread that is restarted when it ends. */
export interface ModuleReplayer {
  readonly replay: (
    session: Session,
    options?: SessionReplayOptions,
  ) => Promise<SessionReplayOutcome>;
  /** Loads the module. Why it cannot be loaded; null: it was. */
  readonly load: () => Promise<string | null>;
  /** Returns true if a changed function has been called so far; null if it is unknown. */
  readonly unreached: () => readonly number[] | null;
  /** Returns the functions whose sampled calls reached a changed one; null if unknown. */
  readonly functionsReachingChange: () => ReadonlySet<string> | null;
  /** Names that the module exports, once it was loaded. */
  readonly exportNames: () => readonly string[];
  readonly close: () => Promise<void>;
}

export interface SessionReplayOptions {
  /** Set to report each call in the form that a test needs, too. */
  readonly inspects?: boolean;
  /** Time limit of one call, if it may take longer than usual. */
  readonly hangMs?: number;
  /** Set to learn which of its functions reach a changed one. */
  readonly samplesReach?: boolean;
}

interface ModuleReplayerOptions {
  /** Script that replays calls in the thread, absolute. */
  readonly worker: string;
  readonly folder: string;
  /** Folder with staged files, absolute. */
  readonly files: string;
  readonly file: string;
  /** Modules loaded before it, absolute. */
  readonly loadFirst: readonly string[];
  /** Time limit of one call. */
  readonly hangMs: number;
  /** Changed files, for which it is counted which calls reach them. Default: none. */
  readonly watched?: readonly ChangedFileSpans[];
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

export function createModuleReplayer(options: ModuleReplayerOptions): ModuleReplayer {
  let thread = null as Thread | null;
  let exportNames: readonly string[] = [];
  let unreached: readonly number[] | null = null;
  const spans = (options.watched ?? []).flatMap((file) => file.spans);
  const sampler = createReachSampler(spans.length);
  const close = async (): Promise<void> => {
    const { worker } = thread ?? {};
    thread = null;
    await worker?.terminate();
  };
  const load = async (): Promise<string | null> => {
    const started = startThread(options);
    const event = await waitForEvent(started, LOAD_MS, () => undefined);
    if (event.type !== 'reply' || event.reply.type !== 'ready') {
      await started.worker.terminate();
      return `the module cannot be loaded: ${describeLoadFailure(event)}`;
    }
    exportNames = event.reply.exportNames;
    thread = started;
    return null;
  };
  return {
    load,
    exportNames: () => exportNames,
    unreached: () => unreached,
    functionsReachingChange: sampler.functionsReachingChange,
    replay: async (
      session,
      { inspects = false, hangMs = options.hangMs, samplesReach = false } = {},
    ) => {
      if (thread !== null && thread.runs >= RUNS_PER_THREAD) await close();
      const reason = thread === null ? await load() : null;
      if (thread === null)
        return { type: 'failed', reason: reason ?? 'the module cannot be loaded', globals: [] };
      const { worker } = thread;
      thread.runs += 1;
      Atomics.store(thread.progress, 0, -1);
      const sampled = samplesReach ? sampler.choose(session) : null;
      const event = await waitForEvent(thread, hangMs, () =>
        worker.postMessage({ session, inspects, sampled } satisfies ReplayRequest),
      );
      if (event.type !== 'reply') await close();
      else if (event.reply.type === 'log') {
        unreached = intersectUnreached(unreached, event.reply.unreached);
        if (sampled !== null && sampled.length > 0) sampler.add(session, event.reply.reaching);
      }
      return toOutcome(event);
    },
    close,
  };
}

/** Returns what no thread has reached, neither earlier ones nor the latest. */
function intersectUnreached(
  before: readonly number[] | null,
  latest: readonly number[] | null,
): readonly number[] | null {
  if (before === null || latest === null) return latest ?? before;
  return before.filter((offset) => latest.includes(offset));
}

type WorkerEvent =
  | { readonly type: 'reply'; readonly reply: ReplayReply }
  | { readonly type: 'hung'; readonly call: number }
  | { readonly type: 'ended'; readonly call: number; readonly reason: string };

function toOutcome(event: WorkerEvent): SessionReplayOutcome {
  if (event.type !== 'reply') return event;
  const { reply } = event;
  if (reply.type === 'ready')
    return { type: 'failed', reason: 'the module was loaded twice', globals: [] };
  return reply;
}

function describeLoadFailure(event: WorkerEvent): string {
  if (event.type === 'hung') return `loading takes longer than ${LOAD_MS / 1000} s`;
  if (event.type === 'ended') return event.reason;
  return event.reply.type === 'failed' ? event.reply.reason : 'no reason given';
}

function startThread({
  worker: program,
  folder,
  files,
  file,
  loadFirst,
  hangMs,
  watched = [],
}: ModuleReplayerOptions): Thread {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const limitMs = hangMs * PROMISE_SHARE;
  const data: ReplayWorkerData = { folder, files, file, loadFirst, progress, limitMs, watched };
  const worker = new Worker(program, {
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
): Promise<WorkerEvent> {
  return new Promise((resolve) => {
    let lastCall = -1;
    let since = performance.now();
    const done = (event: WorkerEvent): void => {
      clearInterval(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(event);
    };
    const call = (): number => Math.max(0, Atomics.load(progress, 0));
    const onMessage = (reply: ReplayReply): void => done({ type: 'reply', reply });
    const onError = (error: Error): void =>
      done({ type: 'ended', call: call(), reason: describeThreadEnd(error) });
    const onExit = (): void =>
      done({ type: 'ended', call: call(), reason: 'it exits the process' });
    const timer = setInterval(() => {
      const runningCall = Atomics.load(progress, 0);
      if (runningCall !== lastCall) {
        lastCall = runningCall;
        since = performance.now();
      } else if (performance.now() - since > (runningCall === -1 ? LOAD_MS : hangMs))
        done({ type: 'hung', call: call() });
    }, POLL_MS);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    send();
  });
}

function describeThreadEnd(error: Error & { readonly code?: string }): string {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it uses more than ${MEMORY_MB} MB of memory`
    : `it terminates its thread: ${error.message}`;
}

/** Functions whose calls reach changed code, by samples of their calls. */
interface ReachSampler {
  /** Returns the indexes of a session's calls to watch. */
  readonly choose: (session: Session) => readonly number[];
  /** @param reaching - Chosen calls that reach changed code; null: unknown. */
  readonly add: (session: Session, reaching: readonly ReachingCall[] | null) => void;
  /**
   * Returns the names of functions; null if it is unknown which calls reach each changed span, as
   * where a timer does after the call.
   */
  readonly functionsReachingChange: () => ReadonlySet<string> | null;
}

/** Sampled calls of each function: watching a call takes about a millisecond. */
const MOST_SAMPLES = 12;

/** @param spanCount - Number of changed spans. */
function createReachSampler(spanCount: number): ReachSampler {
  const samples = new Map<string, number>();
  const reached = new Set<string>();
  const spans = new Set<number>();
  let isKnown = true;
  return {
    choose: (session) =>
      formatCallNames(session).flatMap((name, index) => {
        const count = samples.get(name) ?? 0;
        if (!isKnown || reached.has(name) || count >= MOST_SAMPLES) return [];
        samples.set(name, count + 1);
        return [index];
      }),
    add: (session, reaching) => {
      if (reaching === null) isKnown = false;
      const names = formatCallNames(session);
      for (const call of reaching ?? []) {
        reached.add(names[call.index] ?? '');
        for (const span of call.spans) spans.add(span);
      }
    },
    functionsReachingChange: () =>
      isKnown && spanCount > 0 && spans.size === spanCount ? reached : null,
  };
}
