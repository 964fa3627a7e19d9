import type { LoopJobs } from './loop-jobs.ts';

/** The loop of a server, as one of its clients has it. */
export interface OwnLoops extends LoopJobs {
  readonly isRunning: () => boolean;
  /** Ends the loop, where this client has begun it. */
  readonly end: () => Promise<void>;
}

/** Every client sees the loop and can stop it; only that of a client that goes ends with the client. */
export function ownLoops(loops: LoopJobs): OwnLoops {
  let running = 0;
  return {
    ...loops,
    start: (target, work) =>
      loops.start(target, async (signal, tell) => {
        running += 1;
        try {
          return await work(signal, tell);
        } finally {
          running -= 1;
        }
      }),
    isRunning: () => running > 0,
    end: async () => {
      if (running > 0) await loops.stop();
    },
  };
}
