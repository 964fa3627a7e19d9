import { z } from 'zod';
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
    goal: wordArgument.optional().describe('Such as "200ms" or "2x".'),
    max_cycles: z.int().min(1).max(20).optional(),
    plan_only: z.boolean().optional().describe('End with the plan; change nothing.'),
  }),
  output: loopStatusSchema,
  call: async ({ target, goal, max_cycles, plan_only: planOnly }, { host, parts }) => {
    refuseOutside(host, host.cwd, [target]);
    const maxCycles = max_cycles === undefined ? undefined : String(max_cycles);
    const words = { target, ...given({ goal, maxCycles, planOnly }) };
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
