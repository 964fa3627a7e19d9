import { join } from 'node:path';
import type { Host } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  hypothesisSchema,
  researchSchema,
  type TriedChange,
} from '../document/optimization-hypothesis.ts';
import { parseJsonOrNull } from '../parse-json-or-null.ts';
import type { AnswerStore } from './run-external-program.ts';

const { research_sources, industry_benchmark, target_metrics } = researchSchema.shape;

/** Resources that a program used, as it reports them itself. */
export const programUsageSchema = z.object({
  calls: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  usd: z
    .nullable(z.number().nonnegative())
    .describe('Cost in US dollars; null means the program does not report its cost.'),
  tokens: z
    .nullable(z.number().nonnegative())
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
  reason: z.nullable(z.string()).describe('Why the change was not accepted.'),
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

const recordedSchema = z.object({ output: z.object({ spent: programUsageSchema }) });

/** Before the first call. */
export const NO_USAGE: ProgramUsage = { calls: 0, seconds: 0, usd: null, tokens: null };

/** Sums up what a program used earlier in a run, according to its recorded answers. */
export function readEarlierUsage(
  files: Host['files'],
  recording: AnswerStore | null,
  id: string,
): ProgramUsage {
  if (recording === null) return NO_USAGE;
  const own = `${recording.turn}-${id}.json`;
  const earlier = files
    .list(recording.folder)
    .filter((name) => name.endsWith(`-generator-${id}.json`) && name !== own)
    .map((name) =>
      recordedSchema.safeParse(parseJsonOrNull(files.read(join(recording.folder, name)))),
    )
    .flatMap(({ data }) => data?.output.spent ?? []);
  return earlier.reduce(addUsage, NO_USAGE);
}

/** Adds two amounts; an unreported value counts as zero, and two of them stay unreported. */
export function addUsage(spent: ProgramUsage, other: ProgramUsage): ProgramUsage {
  const told = (a: number | null, b: number | null): number | null =>
    a === null && b === null ? null : (a ?? 0) + (b ?? 0);
  return {
    calls: spent.calls + other.calls,
    seconds: spent.seconds + other.seconds,
    usd: told(spent.usd, other.usd),
    tokens: told(spent.tokens, other.tokens),
  };
}

/** `2 calls, 34 s, 51000 tokens, 0.42 USD`. */
export function formatUsage({ calls, seconds, usd, tokens }: ProgramUsage): string {
  const often = calls === 1 ? '1 call' : `${calls} calls`;
  return [
    often,
    `${seconds.toFixed(0)} s`,
    ...(tokens === null ? [] : [`${tokens} tokens`]),
    usd === null ? 'cost not reported' : `${usd.toFixed(2)} USD`,
  ].join(', ');
}
