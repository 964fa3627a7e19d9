import { UserError } from '../../harness/model/user-error.ts';
import type { LoopEnd } from './loop-end.ts';

/** The one improvement loop that a server can have under way. */
export interface LoopJobs {
  /** @throws UserError where one is under way. */
  readonly start: (
    target: string,
    work: (signal: AbortSignal, tell: (text: string) => void) => Promise<LoopEnd>,
  ) => void;
  readonly status: () => LoopStatus;
  /** Ends it; resolves when its processes are gone. */
  readonly stop: () => Promise<void>;
}

export interface LoopStatus {
  readonly state: 'none' | 'running' | 'ended' | 'paused' | 'failed' | 'stopped';
  readonly target: string | null;
  /** What it told last, oldest first. */
  readonly told: readonly string[];
  readonly end: LoopEnd | null;
  readonly problem: string | null;
}

const LINES = 20;
const NONE: LoopStatus = { state: 'none', target: null, told: [], end: null, problem: null };

export function createLoopJobs(): LoopJobs {
  let now: LoopStatus = NONE;
  let running: { readonly controller: AbortController; readonly done: Promise<void> } | null = null;
  return {
    start: (target, work) => {
      if (now.state === 'running') {
        throw new UserError({
          code: 'loop-under-way',
          message: `A loop is under way already, on ${now.target}.`,
          remedy: 'Ask optimize_status, or end it with optimize_stop.',
        });
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
