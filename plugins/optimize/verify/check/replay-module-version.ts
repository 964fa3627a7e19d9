import { Worker } from 'node:worker_threads';
import type { ChangedFileSpans } from '../change/changed-source-spans.ts';
import type { Session } from '../recorded-call-session.ts';
import type { SideLog } from '../replay/replay-log-of-module-version.ts';
import type { SideData, SideReply, SideRequest } from '../replay/replay-worker-messages.ts';
import { createReachSampler } from './sample-calls-that-reach-change.ts';

/** Outcome of a session on one side. */
export type SideOutcome =
  /** `globals`: names of global functions that the module replaced. */
  | { readonly type: 'log'; readonly log: SideLog; readonly globals: readonly string[] }
  /** The call with this number did not end in time. */
  | { readonly type: 'hung'; readonly call: number }
  /** The thread ended in this call: the module exits, or exceeds its memory limit. */
  | { readonly type: 'ended'; readonly call: number; readonly reason: string }
  | { readonly type: 'trouble'; readonly reason: string; readonly globals: readonly string[] };

/** One version of a module, in a separate thread that is restarted when it ends. */
export interface Side {
  readonly run: (session: Session, how?: SideRunOptions) => Promise<SideOutcome>;
  /** Loads the module. Why it cannot be loaded; null: it was. */
  readonly open: () => Promise<string | null>;
  /** Returns true if a changed function has been called so far; null if it is unknown. */
  readonly unreached: () => readonly number[] | null;
  /** Returns the functions whose sampled calls reached a changed one; null if unknown. */
  readonly reaching: () => ReadonlySet<string> | null;
  /** Names that the module exports, once it was loaded. */
  readonly exportNames: () => readonly string[];
  readonly close: () => Promise<void>;
}

export interface SideRunOptions {
  /** Set to report each call in the form that a test needs, too. */
  readonly inspects?: boolean;
  /** Time limit of one call, if it may take longer than usual. */
  readonly hangMs?: number;
  /** Set to learn which of its functions reach a changed one. */
  readonly samples?: boolean;
}

export interface SideOptions {
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
  /** Changed files of this side. Default: none. */
  readonly watched?: readonly ChangedFileSpans[];
}

/** Maximum sessions per thread, since only the thread's end frees the memory they leave. */
const RUNS_PER_THREAD = 150;
const LOAD_MS = 60_000;
const LOOK_MS = 50;
/** Share of a call's time limit after which its promise is given up, before its thread is. */
const PROMISE_SHARE = 0.6;
const MEMORY_MB = 512;

interface Thread {
  readonly worker: Worker;
  readonly progress: Int32Array;
  runs: number;
}

export function openSide(options: SideOptions): Side {
  let thread = null as Thread | null;
  let names: readonly string[] = [];
  let unreached: readonly number[] | null = null;
  const spans = (options.watched ?? []).flatMap((file) => file.spans);
  const sampler = createReachSampler(spans.length);
  const end = async (): Promise<void> => {
    const { worker } = thread ?? {};
    thread = null;
    await worker?.terminate();
  };
  const open = async (): Promise<string | null> => {
    const started = startThread(options);
    const loaded = await nextReply(started, LOAD_MS, () => undefined);
    if (loaded.type !== 'reply' || loaded.reply.type !== 'ready') {
      await started.worker.terminate();
      return `the module cannot be loaded: ${reasonOf(loaded)}`;
    }
    names = loaded.reply.exportNames;
    thread = started;
    return null;
  };
  return {
    open,
    exportNames: () => names,
    unreached: () => unreached,
    reaching: sampler.functions,
    run: async (session, { inspects = false, hangMs = options.hangMs, samples = false } = {}) => {
      if (thread !== null && thread.runs >= RUNS_PER_THREAD) await end();
      const reason = thread === null ? await open() : null;
      if (thread === null)
        return { type: 'trouble', reason: reason ?? 'the module cannot be loaded', globals: [] };
      const { worker } = thread;
      thread.runs += 1;
      Atomics.store(thread.progress, 0, -1);
      const sampled = samples ? sampler.choose(session) : null;
      const answer = await nextReply(thread, hangMs, () =>
        worker.postMessage({ session, inspects, sampled } satisfies SideRequest),
      );
      if (answer.type !== 'reply') await end();
      else if (answer.reply.type === 'log') {
        unreached = remaining(unreached, answer.reply.unreached);
        if (sampled !== null && sampled.length > 0) sampler.note(session, answer.reply.reaching);
      }
      return answerOf(answer);
    },
    close: end,
  };
}

/** Returns what neither several threads nor the latest have reached. */
function remaining(
  before: readonly number[] | null,
  latest: readonly number[] | null,
): readonly number[] | null {
  if (before === null || latest === null) return latest ?? before;
  return before.filter((offset) => latest.includes(offset));
}

type Next =
  | { readonly type: 'reply'; readonly reply: SideReply }
  | { readonly type: 'hung'; readonly call: number }
  | { readonly type: 'ended'; readonly call: number; readonly reason: string };

function answerOf(next: Next): SideOutcome {
  if (next.type !== 'reply') return next;
  const { reply } = next;
  if (reply.type === 'ready')
    return { type: 'trouble', reason: 'the module was loaded twice', globals: [] };
  return reply;
}

function reasonOf(next: Next): string {
  if (next.type === 'hung') return `loading takes longer than ${LOAD_MS / 1000} s`;
  if (next.type === 'ended') return next.reason;
  return next.reply.type === 'trouble' ? next.reply.reason : 'no reason given';
}

function startThread({
  worker: program,
  folder,
  files,
  file,
  loadFirst,
  hangMs,
  watched = [],
}: SideOptions): Thread {
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const limitMs = hangMs * PROMISE_SHARE;
  const data: SideData = { folder, files, file, loadFirst, progress, limitMs, watched };
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

/** Waits for the next reply of a thread; reports a hang if the same call runs for too long. */
function nextReply({ worker, progress }: Thread, hangMs: number, ask: () => void): Promise<Next> {
  return new Promise((resolve) => {
    let at = -1;
    let since = performance.now();
    const done = (next: Next): void => {
      clearInterval(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      resolve(next);
    };
    const call = (): number => Math.max(0, Atomics.load(progress, 0));
    const onMessage = (reply: SideReply): void => done({ type: 'reply', reply });
    const onError = (error: Error): void =>
      done({ type: 'ended', call: call(), reason: endOf(error) });
    const onExit = (): void =>
      done({ type: 'ended', call: call(), reason: 'it exits the process' });
    const timer = setInterval(() => {
      const now = Atomics.load(progress, 0);
      if (now !== at) {
        at = now;
        since = performance.now();
      } else if (performance.now() - since > (now === -1 ? LOAD_MS : hangMs))
        done({ type: 'hung', call: call() });
    }, LOOK_MS);
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    ask();
  });
}

function endOf(error: Error & { readonly code?: string }): string {
  return error.code === 'ERR_WORKER_OUT_OF_MEMORY'
    ? `it uses more than ${MEMORY_MB} MB of memory`
    : `it terminates its thread: ${error.message}`;
}
