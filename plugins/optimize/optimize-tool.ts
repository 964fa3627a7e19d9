import { type LongTool, UserError } from 'perf-harness/plugin';
import { optimize } from './command/commands.ts';

export const optimizeTool: LongTool = {
  name: 'optimize',
  noun: 'loop',
  start: {
    title: 'Start an improvement loop',
    description:
      'Starts a loop that improves a target in cycles, and returns immediately. It commits in a separate worktree, and pauses at every gate that was not approved in advance. One loop at a time.',
  },
  status: {
    title: 'Status of the improvement loop',
    description:
      'Reports whether a loop started by optimize_start is running, and its latest message.',
  },
  stop: {
    title: 'Stop the improvement loop',
    description: 'Stops the loop and its processes; it can be resumed later.',
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
        message: 'optimize_start needs `observed`: the slow metric and its current value.',
        remedy:
          'Pass a value such as "6300ms:response_time"; to measure a scenario, use run or map.',
      });
    }
    return String(target);
  },
};
