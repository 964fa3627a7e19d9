import { loadSchemas } from 'perf-harness';
import { z } from 'zod';
import { spentSchema, triedChangeSchema } from '../generators/program-answer.ts';

const { performanceMapSchema, localFindingSchema } = await loadSchemas();

/** What an adapter reads of what every program that proposes is told. */
export const agentRequestSchema = z.object({
  map: performanceMapSchema,
  local_findings: z.array(localFindingSchema).default([]),
  tried: z.array(triedChangeSchema).default([]),
  captured_calls: z.array(z.string()).default([]),
  spent: spentSchema.optional(),
});
/** What an adapter reads of what every program that proposes is told. */
export type AgentRequest = z.infer<typeof agentRequestSchema>;
