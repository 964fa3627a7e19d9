import { type LongTool, type tools, UserError } from 'perf-harness/plugin';

/** The single background job of a tool that a server can run at a time. */
interface Jobs {
  /** @throws UserError where a job is already running. */
  readonly start: (target: string, work: Work) => void;
  readonly status: () => JobStatus;
  /** Ends it; resolves when its processes are gone. */
  readonly stop: () => Promise<void>;
}

type Work = (signal: AbortSignal, tell: (text: string) => void) => Promise<JobResult>;

export interface JobStatus {
  readonly state: 'none' | 'running' | 'ended' | 'paused' | 'failed' | 'stopped';
  readonly target: string | null;
  readonly told: readonly string[];
  readonly end: JobResult | null;
  readonly problem: string | null;
}

/** End of a work of a plugin. */
export type JobResult =
  | { readonly type: 'ended'; readonly document: tools.Document }
  /** Waits for a decision that has not been made in advance. */
  | { readonly type: 'paused'; readonly waitsFor: string };

/** Works of plugins, each by the tool that begins it. */
export interface JobsByTool {
  /** @returns Jobs of a tool, created on first use. */
  readonly of: (tool: Begun) => Jobs;
  readonly all: () => readonly Jobs[];
}

type Begun = Pick<LongTool, 'name' | 'noun' | 'stop'>;

const LINES = 20;
const NONE = { state: 'none', target: null, told: [], end: null, problem: null } as const;

export function createJobsByTool(make: (tool: Begun) => Jobs = createJobs): JobsByTool {
  const made = new Map<string, Jobs>();
  return {
    of: (tool) => {
      const jobs = made.get(tool.name) ?? make(tool);
      made.set(tool.name, jobs);
      return jobs;
    },
    all: () => [...made.values()],
  };
}

function createJobs(tool: Begun): Jobs {
  let now: JobStatus = NONE;
  let running: { readonly controller: AbortController; readonly done: Promise<void> } | null = null;
  return {
    start: (target, work) => {
      if (now.state === 'running') throw underWay(tool, now);
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

function underWay({ name, noun, stop }: Begun, { target }: JobStatus): UserError {
  return new UserError({
    code: `${noun}-under-way`,
    message: `A ${noun} is already running on ${target}.`,
    remedy:
      stop === undefined
        ? `Call ${name}_status; the job continues on its own until it needs a decision.`
        : `Call ${name}_status, or stop the job with ${name}_stop.`,
  });
}

/** Jobs of a server, as seen by a client, which sees and stops any job. */
interface ClientJobs extends JobsByTool {
  /** True while a job runs that this client started. */
  readonly isRunning: () => boolean;
  /** Stops the jobs that this client started. */
  readonly end: () => Promise<unknown>;
}

export function createClientJobs(shared: JobsByTool): ClientJobs {
  const own = new Set<Jobs>();
  const jobs = createJobsByTool((tool) => {
    const ofServer = shared.of(tool);
    return {
      ...ofServer,
      start: (target, work) =>
        ofServer.start(target, async (signal, tell) => {
          own.add(ofServer);
          try {
            return await work(signal, tell);
          } finally {
            own.delete(ofServer);
          }
        }),
    };
  });
  return {
    ...jobs,
    isRunning: () => own.size > 0,
    end: () => Promise.all([...own].map((started) => started.stop())),
  };
}
