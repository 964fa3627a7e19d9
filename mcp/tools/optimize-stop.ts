import { z } from 'zod';
import { loopAnswer, loopStatusSchema } from '../schemas/loop-status.ts';
import { defineTool } from '../tool.ts';

export const optimizeStop = defineTool({
  name: 'optimize_stop',
  title: 'End the improvement loop',
  description: 'Ends the loop with its processes; its state is kept, and can be resumed.',
  permission: 'optimize',
  measures: false,
  effects: {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  },
  input: z.strictObject({}),
  output: loopStatusSchema,
  call: async (_, { parts }) => {
    await parts.loops.stop();
    return loopAnswer(parts.loops.status());
  },
});
