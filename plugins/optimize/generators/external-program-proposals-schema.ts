import { z } from 'zod';
import {
  hypothesisSchema,
  researchSchema,
  type TriedChange,
} from '../document/optimization-hypothesis.ts';

const { research_sources, industry_benchmark, target_metrics } = researchSchema.shape;

/** Resources that a program used, as it reports them itself. */
export const programUsageSchema = z.object({
  calls: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  usd: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Cost in US dollars; null means the program does not report its cost.'),
  tokens: z
    .number()
    .nonnegative()
    .nullable()
    .default(null)
    .describe('Number of input and output tokens; null means not reported.'),
});
/** Resources that a program used, as it reports them itself. */
export type ProgramUsage = z.infer<typeof programUsageSchema>;

/** Outcome of a change from an earlier cycle. */
export const triedChangeSchema: z.ZodType<TriedChange> = z.object({
  key: z.string(),
  description: z.string(),
  outcome: z.enum(['kept', 'removed', 'refused', 'not tried']),
  reason: z.string().nullable().describe('Why the change was not accepted.'),
});

const answeredSchema = hypothesisSchema.omit({ source: true, evidence_class: true }).extend({
  key: hypothesisSchema.shape.key.optional(),
  removes: hypothesisSchema.shape.removes.default(false),
  pair: hypothesisSchema.shape.pair.default(null),
});

/** Answer of a program. Relations between hypotheses use the ids that the program gave them. */
export const programProposalsSchema = z.object({
  hypotheses: z.array(answeredSchema),
  research_sources: research_sources.default([]),
  industry_benchmark: industry_benchmark.default(null),
  target_metrics: target_metrics.default({}),
  notes: z.array(z.string()).default([]).describe('Additional remarks, one sentence each.'),
  spent: programUsageSchema.optional(),
});
/** Answer of a program. */
export type ProgramProposals = z.infer<typeof programProposalsSchema>;
