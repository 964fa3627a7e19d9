import { z } from 'zod';
import { UserError } from '../../harness/model/user-error.ts';
import { given } from '../measure/given.ts';
import { refuseOutside } from '../measure/inside-project.ts';
import { loopAnswer, loopStatusSchema } from '../schemas/loop-status.ts';
import { wordArgument } from '../schemas/words.ts';
import { defineTool } from '../tool.ts';

export const optimizeStart = defineTool({
  name: 'optimize_start',
  title: 'Start an improvement loop',
  description:
    'Starts to improve a target in cycles, in a worktree of its own, and answers at once. It changes code there and makes commits; a gate that was not approved ahead pauses it. One at a time.',
  permission: 'optimize',
  measures: false,
  effects: {
    readOnlyHint: false,
    destructiveHint: true,
    idempotentHint: false,
    openWorldHint: true,
  },
  input: z.strictObject({
    target: wordArgument.describe('A scenario, a route or a function.'),
    observed: wordArgument
      .optional()
      .describe('What is slow now: "6300ms:response_time", "40ms". Needed unless it resumes.'),
    goal: wordArgument.optional().describe('Such as "200ms" or "2x".'),
    max_cycles: z.int().min(1).max(20).optional(),
    plan_only: z.boolean().optional().describe('End with the plan; change nothing.'),
    approve: z
      .array(z.enum(['gate1', 'gate2']))
      .max(2)
      .optional()
      .describe('What your user has agreed to: gate1 (profiling), gate2 (the plan). Ask first.'),
    resume: z.boolean().optional().describe('Go on with the loop that was begun.'),
  }),
  output: loopStatusSchema,
  call: async (asked, { host, parts }) => {
    const { target, observed, goal, max_cycles, plan_only: planOnly, approve, resume } = asked;
    if (observed === undefined && resume !== true) throw nothingSlow();
    refuseOutside(host, host.cwd, [target]);
    const maxCycles = max_cycles === undefined ? undefined : String(max_cycles);
    const words = {
      target,
      ...given({ observed, goal, maxCycles, planOnly, resume, approve: approve?.join(',') }),
    };
    parts.loops.start(target, async (signal, tell) => {
      // That of the call ends with the call.
      const own = parts.openHost();
      try {
        return await parts.optimize(own, words, { signal, tell });
      } finally {
        await own.processes.close();
      }
    });
    return loopAnswer(parts.loops.status());
  },
});

/** Told at once: the loop itself would say so when nobody listens any more. */
function nothingSlow(): UserError {
  return new UserError({
    code: 'no-metric',
    message: 'optimize_start needs `observed`: what is slow, and how slow it is now.',
    remedy: 'For example "6300ms:response_time"; run or map tells what a scenario takes.',
  });
}
