import { z } from 'zod';
import { loopAnswer, loopStatusSchema } from '../schemas/loop-status.ts';
import { defineTool, READS } from '../tool.ts';

export const optimizeStatus = defineTool({
  name: 'optimize_status',
  title: 'How the improvement loop stands',
  description: 'Whether a loop that optimize_start began is under way, and what it said last.',
  permission: null,
  measures: false,
  effects: READS,
  input: z.strictObject({}),
  output: loopStatusSchema,
  call: async (_, { parts }) => loopAnswer(parts.loops.status()),
});
