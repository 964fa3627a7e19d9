import { coreSchemas, type PerformanceMap } from 'perf-harness/plugin';
import { z } from 'zod';

/** Hypotheses: reasoned code changes; a plugin proposes, the core judges. Plugins never measure. */

/** Ways to turn a hypothesis into file changes, each undone by restoring the previous files. */
const applicatorSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('codemod').describe('A codemod from the catalogue, applied where it matched.'),
    codemod: z.string().min(1),
    /** Locations to change, `src/users.ts:14`; empty: everywhere in `files_to_modify`. */
    places: z.array(z.string()),
    within: z
      .array(z.string())
      .optional()
      .describe(
        'Enclosing functions of each location, innermost first (`inner<outer`); used to find the location after an earlier change has moved lines.',
      ),
  }),
  z.object({
    kind: z.literal('patch').describe('A unified diff, as accepted by `git apply`.'),
    patch: z.string().min(1),
  }),
  z.object({
    kind: z
      .literal('config')
      .describe('One value of a JSON or YAML file, addressed by its key path.'),
    file: z.string().min(1),
    path: z.array(z.union([z.string(), z.number().int()])).min(1),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  }),
  z.object({
    kind: z.literal('dependency').describe('A different version of an existing dependency.'),
    name: z.string().min(1),
    version: z.string().min(1),
  }),
  z.object({
    kind: z
      .literal('sql')
      .describe('A migration, added as a file, with the statements that revert it.'),
    file: z.string().min(1),
    up: z.string().min(1),
    down: z.string().min(1),
  }),
  z.object({
    kind: z.literal('command').describe('A program, run in the worktree root.'),
    argv: z.array(z.string()).min(1),
  }),
]);
/** Way to turn a hypothesis into a change of files, discriminated by `kind`. */
export type Applicator = z.infer<typeof applicatorSchema>;

/** Kinds of evidence that a code change preserves behavior, strongest first. */
export const EVIDENCE_CLASSES = ['proven', 'guarded', 'checked'] as const;
/**
 * proven: the source shows that behavior is unchanged. guarded: the new code runs only if a runtime
 * test of its preconditions passes, else the old code. checked: the change rests on observed facts,
 * and was tested on what the program really does.
 */
export type EvidenceClass = (typeof EVIDENCE_CLASSES)[number];

/** True if the evidence is at least as strong as the weakest accepted class. */
export function isAcceptedEvidence(evidence: EvidenceClass, accept: EvidenceClass): boolean {
  return EVIDENCE_CLASSES.indexOf(evidence) <= EVIDENCE_CLASSES.indexOf(accept);
}

/** Levels at which to fix a problem, in order of preference (H812-18). */
const FIX_LEVELS = {
  configuration: 1,
  infrastructure: 2,
  framework: 3,
  application: 4,
  removal: 5,
} as const;
/** From 1, configuration, to 5, removal; lower levels are tried first. */
export type FixLevel = (typeof FIX_LEVELS)[keyof typeof FIX_LEVELS];

/** Levels in ascending order, for complexity and risk alike. */
const LEVELS = ['Low', 'Medium', 'High'] as const;
/** Degree of complexity or risk. */
export type Level = (typeof LEVELS)[number];

/** Expected saving, with its origin and a note on its basis. */
const expectedImpactSchema = z.object({
  percent: z
    .number()
    .min(0)
    .max(100)
    .describe("Share of an operation's wall time that would be saved."),
  origin: z.enum(['measured', 'estimated']),
  note: z.string(),
});

export const hypothesisSchema = z.object({
  id: z
    .string()
    .regex(/^H\d+$/)
    .describe('Identifier, reassigned in each cycle after the hypotheses are sorted.'),
  key: z
    .string()
    .min(1)
    .describe(
      'Key that identifies the same proposal across cycles; exclusions refer to this key (H812-21).',
    ),
  description: z.string().min(1),
  bottleneck_addressed: z.string().min(1).describe('`id` of a step in the performance map.'),
  bottleneck_class: coreSchemas.bottleneckClass,
  expected_impact: expectedImpactSchema,
  complexity: z.enum(LEVELS),
  risk: z.enum(LEVELS),
  fix_level: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  files_to_modify: z.array(z.string()).describe('Relative to the project root.'),
  dependencies: z.array(z.string()).describe('Ids of hypotheses that must be applied first.'),
  conflicts_with: z
    .array(z.string())
    .describe(
      'Ids of hypotheses that this hypothesis makes unnecessary, or that break this hypothesis.',
    ),
  evidence: z
    .array(z.string())
    .describe('Ids of the supporting steps, candidates, local findings or sources.'),
  premises: z
    .array(z.object({ text: z.string(), measurement: z.nullable(z.string()) }))
    .describe(
      'Conditions that must hold, each with the id of the measurement that confirms it; null means the condition is assumed.',
    ),
  evidence_class: z
    .enum(EVIDENCE_CLASSES)
    .default('proven')
    .describe('Evidence that the behavior is unchanged.'),
  assumes: z.array(z.string()).default([]).describe('Unverified assumptions, one sentence each.'),
  removes: z
    .boolean()
    .describe('Whether the hypothesis removes existing program behavior (H812-17).'),
  pair: z
    .nullable(z.string())
    .describe('For a removal: id of the hypothesis that optimizes the behavior instead.'),
  source: z.enum(['local_capability', 'research', 'profiler_hint', 'plugin']),
  apply: z
    .nullable(applicatorSchema)
    .describe(
      'How the change is applied; null means a manual change, which is listed but never counted as applied (H812-24).',
    ),
});
/** Proposed change, with its evidence and the way to apply it. */
export type Hypothesis = z.infer<typeof hypothesisSchema>;

export const localFindingSchema = z.object({
  id: z.string(),
  check: z.enum(['batch', 'cache', 'pool', 'async_variant', 'unused_setting']),
  location: z.nullable(z.string()),
  message: z.string(),
});
/** Finding of a local check: something that the project has and does not use. */
export type LocalFinding = z.infer<typeof localFindingSchema>;

/** Outcome of a change proposed in an earlier cycle. */
export interface TriedChange {
  readonly key: string;
  readonly description: string;
  readonly outcome: 'kept' | 'removed' | 'refused' | 'not tried';
  /** Reason why the change was not accepted; null if it was, or no reason is known. */
  readonly reason: string | null;
}

/** Kinds of arguments and results observed of a function: `string`, `array`, `Graph` instance. */
export interface ObservedFunction {
  /** From the root of the project, with slashes. */
  readonly module: string;
  readonly name: string;
  readonly parameters: readonly { readonly kinds: Readonly<Record<string, number>> }[];
  readonly result: { readonly kinds: Readonly<Record<string, number>> };
}

/** Input of a generator. */
export interface GeneratorContext {
  /** Root of the project as it is in this cycle, absolute. Read-only (H812-23). */
  readonly root: string;
  readonly map: PerformanceMap;
  readonly local_findings: readonly LocalFinding[];
  /** Keys of hypotheses of earlier cycles, which must not be proposed again. */
  readonly exclude: readonly string[];
  /** These hypotheses with their outcomes. Default: nothing was tried. */
  readonly tried?: readonly TriedChange[];
  /** Function calls in bottlenecks, a line each: kinds and sizes, no values. Default: not given. */
  readonly captured_calls?: readonly string[];
  /** Runs tests and measured scenario to observe functions of modules. Default: not available. */
  readonly observe?: (files: readonly string[]) => Promise<readonly ObservedFunction[]>;
  /** The weakest evidence that is taken. Default: `checked`, which is all. */
  readonly accept?: EvidenceClass;
  readonly signal: AbortSignal;
}

const sourceSchema = z.object({
  id: z.string(),
  title: z.string(),
  url: z.url(),
  date: z.iso.date(),
});

const confidenceSchema = z.enum(['HIGH', 'MEDIUM', 'LOW']);

/** HIGH: a benchmark with its address; MEDIUM: from a practice; LOW: a rule of thumb (H812-05). */
const targetSchema = z
  .object({ value: z.number().positive(), source: z.string().min(1), confidence: confidenceSchema })
  .refine(({ confidence, source }) => confidence !== 'HIGH' || /https?:\/\/\S/u.test(source), {
    path: ['source'],
    error: 'confidence HIGH requires a source that contains a URL',
  });

/** Way to fix a bottleneck, not yet tied to a change of this code (H812-08). */
const solutionSchema = z.object({
  solution: z.string(),
  step: z.string().describe('Id of the step that the solution would improve.'),
  source: z.string().describe('Id of a source or a local finding.'),
  expected_impact: z.string(),
  complexity: z
    .string()
    .describe('One complexity level, or a range given as two levels joined by `-`.'),
  prerequisites: z.string(),
  feasibility: confidenceSchema,
});
/** Way to fix a bottleneck, not yet tied to a change of this code. */
export type Solution = z.infer<typeof solutionSchema>;
/** Metrics of a baseline that targets are set for (H812-04). */
const TARGET_METRICS = [
  'wall_time_ms',
  'cpu_time_ms',
  'memory_peak_mb',
  'http_round_trips',
  'io_bytes',
] as const;

export const researchSchema = z
  .object({
    industry_benchmark: z.nullable(
      z.object({ metric: z.string(), expected_range: z.string(), source: z.string() }),
    ),
    competitor_approaches: z
      .array(z.object({ name: z.string(), approach: z.string(), source: z.string() }))
      .max(3)
      .optional(),
    recommended_target: z.nullable(z.number().positive()).optional(),
    target_metrics: z.partialRecord(z.enum(TARGET_METRICS), targetSchema),
    solutions: z.array(solutionSchema).optional(),
    hypotheses: z.array(hypothesisSchema),
    local_codebase_findings: z.array(localFindingSchema),
    research_sources: z.array(sourceSchema),
    disclaimer: z.nullable(z.string()),
    flags: z
      .array(z.string())
      .optional()
      .describe('Points to review before applying the hypotheses, one sentence each.'),
    rejected: z
      .array(z.object({ key: z.string(), reason: z.string() }))
      .optional()
      .describe('Proposals that did not become hypotheses.'),
  })
  .refine(
    ({ recommended_target, target_metrics }) =>
      recommended_target === undefined ||
      recommended_target === (target_metrics.wall_time_ms?.value ?? null),
    {
      path: ['recommended_target'],
      error:
        'recommended_target must equal the value of target_metrics.wall_time_ms, or be null if that metric is absent',
    },
  );
/** Output of a generator (OPT-48). */
export type Research = z.infer<typeof researchSchema>;

/** Proposes changes for the bottlenecks of a performance map. */
export interface HypothesisGenerator {
  readonly id: string;
  /** @throws UserError where it cannot answer, with a remedy. */
  readonly generate: (context: GeneratorContext) => Promise<Research>;
}
