import type { Jobs } from './background-jobs-by-tool.ts';

/** Jobs of a server, as seen by one of its clients. */
export interface ClientJobs extends Jobs {
  readonly isRunning: () => boolean;
  /** Ends the job if this client started it. */
  readonly end: () => Promise<void>;
}

/** Wraps jobs for a client: all clients see and stop any job; disconnecting ends only its own. */
export function createClientJobs(jobs: Jobs): ClientJobs {
  let running = 0;
  return {
    ...jobs,
    start: (target, work) =>
      jobs.start(target, async (signal, tell) => {
        running += 1;
        try {
          return await work(signal, tell);
        } finally {
          running -= 1;
        }
      }),
    isRunning: () => running > 0,
    end: async () => {
      if (running > 0) await jobs.stop();
    },
  };
}
