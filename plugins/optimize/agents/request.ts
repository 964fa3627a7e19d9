import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { localFindingSchema } from '../document/hypothesis.ts';
import { spentSchema, triedChangeSchema } from '../generators/program-answer.ts';

/** What an adapter reads of what every program that proposes is told. */
export const agentRequestSchema = z.object({
  map: coreSchemas.performanceMap,
  local_findings: z.array(localFindingSchema).default([]),
  tried: z.array(triedChangeSchema).default([]),
  captured_calls: z.array(z.string()).default([]),
  spent: spentSchema.optional(),
});
/** What an adapter reads of what every program that proposes is told. */
export type AgentRequest = z.infer<typeof agentRequestSchema>;
