import {
  coreSchemas,
  type Host,
  type measure,
  type PerformanceMap,
  UserError,
} from 'perf-harness/plugin';
import { z } from 'zod';
import { planConcernSchema } from './context/optimization-context-block-schema.ts';
import { checkResultSchema } from './document/behavior-check-result.ts';
import {
  alternativesSchema,
  endToEndTestSchema,
  functionTimesSchema,
  optimizationRatioSchema,
} from './document/optimization-cycle.ts';
import { type Research, researchSchema } from './document/optimization-hypothesis.ts';
import type { OptimizationPaths, ResultName } from './optimization-paths.ts';
import { parseJsonOrNull } from './parse-json-or-null.ts';
import { EXPERIMENT_COLUMNS, type ExperimentRow } from './strike/execution-journal.ts';

const metricsSchema = z.object({ wall_time_ms: z.number().nonnegative() }).catchall(z.number());

/** Answer of the profiler (OPT-36). */
export const profileResultSchema = coreSchemas.performanceMap;
export const gateResultSchema = coreSchemas.wrongToolJudgement;

/** Answer of the generator; it must contain every field, even if empty (OPT-48). */
export const researchResultSchema = researchSchema;

/** Answer of the plan check (OPT-57). */
export const validationSchema = z
  .object({
    verdict: z.enum(['GO', 'GO_WITH_CONCERNS', 'NO_GO']),
    corrections_applied: z.int().nonnegative(),
    hypotheses_removed: z.array(z.string()),
    concerns: z.array(planConcernSchema),
  })
  .loose();
export type Validation = z.infer<typeof validationSchema>;

const removedSchema = z.object({ id: z.string(), reason: z.string() }).loose();

const measuredMetricSchema = z
  .object({
    ratio: z.nullable(z.number()),
    low: z.nullable(z.number()).optional(),
    high: z.nullable(z.number()).optional(),
    better: z.enum(['lower', 'higher']),
    verdict: z.enum(['improved', 'regressed', 'unchanged', 'inconclusive', 'incomparable']),
  })
  .loose();

/** Optional parts of an executor's answer; the built-in executor gives all of them (X814-20). */
const detailsSchema = z
  .object({
    manual: z.array(removedSchema),
    checks: z.array(z.object({ id: z.string(), result: checkResultSchema })),
    parts: z.array(
      z.object({
        id: z.string(),
        improvement_pct: z.nullable(z.number()),
        added: z.nullable(z.number()),
        removed: z.nullable(z.number()),
      }),
    ),
    remaining: z
      .array(z.string())
      .describe('Ids of hypotheses that were not fully tried because time ran out.'),
    metrics: z.record(z.string(), measuredMetricSchema),
    functions: z.array(functionTimesSchema),
    explanation: z.nullable(coreSchemas.explanation),
    e2e_test: z.nullable(endToEndTestSchema),
    flaky_tests: z.array(z.string()),
    warnings: z.array(z.string()),
  })
  .partial();

/** Answer of the executor (OPT-59). */
export const executionSchema = z
  .object({
    branch: z.nullable(z.string()),
    baseline: metricsSchema,
    final: metricsSchema,
    total_improvement_pct: z.number(),
    target_met: z.boolean(),
    strike_result: z.enum(['clean', 'bisected', 'failed']),
    hypotheses_applied: z.array(z.string()),
    hypotheses_removed: z.array(removedSchema),
    files_modified: z.array(z.string()),
    contested_results: z.array(alternativesSchema),
    ratio: optimizationRatioSchema
      .optional()
      .describe('After/before ratio on held-out pairs, with its confidence interval.'),
    ...detailsSchema.shape,
  })
  .loose();
export type Execution = z.infer<typeof executionSchema>;

/** Rows of the experiment log, as written there (OPT-61). */
const experimentsSchema = z.array(z.record(z.enum(EXPERIMENT_COLUMNS), z.string()));
export type Experiments = readonly ExperimentRow[];

/** Thrown where a worker fails or gives an invalid answer. */
export class WorkerFailure extends Error {
  override readonly name = 'WorkerFailure';
}

/** @throws WorkerFailure naming the field that is missing or wrong. */
export function parseWorkerAnswer<T>(worker: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  const field =
    first === undefined || first.path.length === 0 ? 'the answer' : `"${first.path.join('.')}"`;
  throw new WorkerFailure(
    `${worker} returned no usable answer: ${field}: ${first?.message ?? 'unreadable'}`,
  );
}

/** Results of the phases of a cycle, read from disk on each call; null if absent. */
export interface CycleResults {
  readonly map: () => PerformanceMap | null;
  readonly gate: () => measure.WrongToolJudgement | null;
  readonly research: () => Research | null;
  readonly validation: () => Validation | null;
  readonly execution: () => Execution | null;
  /** Log of the executor. */
  readonly experiments: () => Experiments | null;
  readonly keep: (name: ResultName, value: unknown) => void;
}

export function readCycleResults(
  { files }: Host,
  paths: OptimizationPaths,
  cycle: number,
): CycleResults {
  const read = <T>(name: ResultName, schema: z.ZodType<T>): T | null => {
    const path = paths.result(cycle, name);
    const text = files.read(path);
    if (text === null) return null;
    const parsed = schema.safeParse(parseJsonOrNull(text));
    if (parsed.success) return parsed.data;
    throw new UserError({
      code: 'bad-result',
      message: `Cannot read the stored results of cycle ${cycle}: ${path}.`,
      remedy: 'Start over with --fresh.',
    });
  };
  return {
    map: () => read('map', profileResultSchema),
    gate: () => read('gate', gateResultSchema),
    research: () => read('research', researchResultSchema),
    validation: () => read('validation', validationSchema),
    execution: () => read('execution', executionSchema),
    experiments: () => read('experiments', experimentsSchema),
    keep: (name, value) =>
      files.writeAtomic(paths.result(cycle, name), `${JSON.stringify(value, null, 1)}\n`),
  };
}

/** @throws Error where the result of an earlier phase is missing: a defect of the loop itself. */
export function requireResult<T>(value: T | null, what: string): T {
  if (value === null) throw new Error(`${what} is missing`);
  return value;
}
