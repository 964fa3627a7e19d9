import { type LongTool, UserError } from 'perf-harness/plugin';
import { optimize } from './command/commands.ts';

export const optimizeTool: LongTool = {
  name: 'optimize',
  noun: 'loop',
  start: {
    title: 'Start an improvement loop',
    description:
      'Starts to improve a target in cycles, in a worktree of its own, and answers at once. It changes code there and makes commits; a gate that was not approved ahead pauses it. One at a time.',
  },
  status: {
    title: 'How the improvement loop stands',
    description: 'Whether a loop that optimize_start began is under way, and what it said last.',
  },
  stop: {
    title: 'End the improvement loop',
    description: 'Ends the loop with its processes; its state is kept, and can be resumed.',
  },
  command: optimize,
  options: {
    target: true,
    observed: false,
    goal: false,
    maxCycles: false,
    planOnly: false,
    approve: false,
    resume: false,
  },
  pathsOf: ({ target }) => [String(target)],
  subjectOf: ({ target, observed, resume }) => {
    // Checked here, since the loop would report it only when nobody listens any more.
    if (observed === undefined && resume !== true) {
      throw new UserError({
        code: 'no-metric',
        message: 'optimize_start needs `observed`: what is slow, and how slow it is now.',
        remedy: 'For example "6300ms:response_time"; run or map tells what a scenario takes.',
      });
    }
    return String(target);
  },
};
