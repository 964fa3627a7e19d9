import { UserError } from '../../harness/model/user-error.ts';
import type { Document } from '../../registry/document-kind.ts';
import type { LongTool } from '../../registry/tool.ts';

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

/** End of a work of a plugin. */
export type WorkEnd =
  | { readonly type: 'ended'; readonly document: Document }
  /** It waits for a decision that nobody has made ahead. */
  | { readonly type: 'paused'; readonly waitsFor: string };

/** Works of plugins, each by the tool that begins it. */
export interface JobsByTool<Of extends Jobs<WorkEnd> = Jobs<WorkEnd>> {
  /** @returns Those of a tool, made when they are first asked for. */
  readonly of: (tool: Pick<LongTool, 'name' | 'noun'>) => Of;
  readonly all: () => readonly Of[];
}

const LINES = 20;
const NONE = { state: 'none', target: null, told: [], end: null, problem: null } as const;

export function createJobsByTool(): JobsByTool {
  return jobsByTool(({ name, noun }) =>
    createJobs({
      code: `${noun}-under-way`,
      noun: `A ${noun}`,
      remedy: `Ask ${name}_status, or end it with ${name}_stop.`,
    }),
  );
}

export function jobsByTool<Of extends Jobs<WorkEnd>>(
  make: (tool: Pick<LongTool, 'name' | 'noun'>) => Of,
): JobsByTool<Of> {
  const made = new Map<string, Of>();
  return {
    of: (tool) => {
      const jobs = made.get(tool.name) ?? make(tool);
      made.set(tool.name, jobs);
      return jobs;
    },
    all: () => [...made.values()],
  };
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
