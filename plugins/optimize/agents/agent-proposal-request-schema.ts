import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { localFindingSchema } from '../document/optimization-hypothesis.ts';
import {
  programUsageSchema,
  triedChangeSchema,
} from '../generators/external-program-proposals-schema.ts';

/** Part of the request to generator programs that an agent's adapter reads. */
export const agentRequestSchema = z.object({
  map: coreSchemas.performanceMap,
  local_findings: z.array(localFindingSchema).default([]),
  tried: z.array(triedChangeSchema).default([]),
  captured_calls: z.array(z.string()).default([]),
  spent: programUsageSchema.optional(),
});
/** Part of the request to generator programs that an agent's adapter reads. */
export type AgentRequest = z.infer<typeof agentRequestSchema>;
