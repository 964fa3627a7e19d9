import type { Jobs } from './tool-jobs.ts';

/** The long work of a server, as one of its clients has it. */
export interface ClientJobs extends Jobs {
  readonly isRunning: () => boolean;
  /** Ends it, where this client has begun it. */
  readonly end: () => Promise<void>;
}

/** Every client sees the work and can stop it; only that of a client that goes ends with the client. */
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
