import { UserError } from '../../harness/model/user-error.ts';
import type { LoopEnd } from './loop-end.ts';

/** The one long work of a kind that a server can have under way. */
export interface Jobs<End extends { readonly type: 'ended' | 'paused' }> {
  /** @throws UserError where one is under way. */
  readonly start: (
    target: string,
    work: (signal: AbortSignal, tell: (text: string) => void) => Promise<End>,
  ) => void;
  readonly status: () => JobStatus<End>;
  /** Ends it; resolves when its processes are gone. */
  readonly stop: () => Promise<void>;
}

export interface JobStatus<End> {
  readonly state: 'none' | 'running' | 'ended' | 'paused' | 'failed' | 'stopped';
  readonly target: string | null;
  /** What it told last, oldest first. */
  readonly told: readonly string[];
  readonly end: End | null;
  readonly problem: string | null;
}

/** The improvement loop of a server. */
export type LoopJobs = Jobs<LoopEnd>;
export type LoopStatus = JobStatus<LoopEnd>;

const LINES = 20;
const NONE = { state: 'none', target: null, told: [], end: null, problem: null } as const;

export function createLoopJobs(): LoopJobs {
  return createJobs({
    code: 'loop-under-way',
    noun: 'A loop',
    remedy: 'Ask optimize_status, or end it with optimize_stop.',
  });
}

/** @param second - What is said to whoever wants a second one. */
export function createJobs<End extends { readonly type: 'ended' | 'paused' }>(second: {
  readonly code: string;
  readonly noun: string;
  readonly remedy: string;
}): Jobs<End> {
  let now: JobStatus<End> = NONE;
  let running: { readonly controller: AbortController; readonly done: Promise<void> } | null = null;
  return {
    start: (target, work) => {
      if (now.state === 'running') {
        const { code, noun, remedy } = second;
        const message = `${noun} is under way already, on ${now.target}.`;
        throw new UserError({ code, message, remedy });
      }
      const controller = new AbortController();
      const tell = (text: string): void => {
        now = { ...now, told: [...now.told, text].slice(-LINES) };
      };
      now = { ...NONE, state: 'running', target };
      const done = work(controller.signal, tell).then(
        (end) => {
          now = { ...now, state: end.type, end };
        },
        (error: unknown) => {
          const state = controller.signal.aborted ? 'stopped' : 'failed';
          now = { ...now, state, problem: (error as Error).message };
        },
      );
      running = { controller, done };
    },
    status: () => now,
    stop: async () => {
      running?.controller.abort();
      await running?.done;
    },
  };
}
