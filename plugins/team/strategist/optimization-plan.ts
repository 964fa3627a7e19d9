import { z } from 'zod';
import {
  type Optimization,
  optimizationSchema,
} from '../session/optimization-summary-and-priority.ts';
import { criterionSchema, formatCriterion } from '../success-criterion.ts';
import { type PlanComplexity, RISKS } from './plan-priority-and-complexity.ts';

const LINE = /^\S(?:[^\r\n]*\S)?$/u;
const line = z.string().regex(LINE, 'must be a single line without leading or trailing whitespace');
const file = line.refine(
  (path) => !path.includes(', '),
  'must not contain ", ", which is used to separate the files',
);

export const plannedOptimizationSchema = z.strictObject({
  ...optimizationSchema.pick({ id: true, priority: true }).shape,
  title: line,
  target_bottleneck: line,
  /** File path relative to the project root. */
  target_files: z.array(file).min(1).readonly(),
  strategy: line,
  expected_improvement: z.object({
    metric: z.string().regex(/^[\w.]+$/u),
    percent: z.number().positive().max(100).describe('Improvement of the metric, in percent.'),
  }),
  risk: z.enum(RISKS),
  success_criteria: z.array(criterionSchema).min(1).readonly(),
  guidance: z.array(line).min(1).readonly().describe('Implementation steps.'),
});
/** An improvement of a plan, with all instructions for its branch (TPS-05). */
export type PlannedOptimization = z.infer<typeof plannedOptimizationSchema>;

/** The plan of a team: improvements that are worked on side by side. */
export type Plan = readonly PlannedOptimization[];

/** Conflicts that prevent parallel work on improvements; empty: none (TPS-05, TPS-06). */
export function findPlanConflicts(
  plan: readonly Pick<PlannedOptimization, 'id' | 'target_files'>[],
): readonly string[] {
  const numbered = plan.flatMap(({ id }, at) =>
    id === optimizationId(at + 1)
      ? []
      : [`found ${id} where ${optimizationId(at + 1)} was expected`],
  );
  const owners = Map.groupBy(
    plan.flatMap(({ id, target_files: files }) =>
      [...new Set(files)].map((path) => ({ id, path })),
    ),
    ({ path }) => path,
  );
  const shared = [...owners].flatMap(([path, uses]) =>
    uses.length < 2 ? [] : [`${uses.map(({ id }) => id).join(' and ')} share ${path}`],
  );
  return [...numbered, ...shared];
}

/** `OPT-001` of 1. */
export function optimizationId(number: number): string {
  return `OPT-${String(number).padStart(3, '0')}`;
}

/** Returns the data that a strategist shares with its team (TPS-07). */
export function strategistNamespace(
  plan: Plan,
  { complexity, discussed }: { readonly complexity: PlanComplexity; readonly discussed: boolean },
) {
  return {
    complexity,
    optimization_count: plan.length,
    discuss_used: discussed,
    priorities: plan.map(({ priority }) => priority),
    optimizations: plan.map(summarizeOptimization),
  };
}

/** Summary of an improvement for roles that do not implement it. */
export function summarizeOptimization(planned: PlannedOptimization): Optimization {
  const { id, title, priority, target_files } = planned;
  const expected_improvement = formatExpectedImprovement(planned.expected_improvement);
  const success_criteria = planned.success_criteria.map(formatCriterion).join('; ');
  return { id, title, priority, target_files, expected_improvement, success_criteria };
}

/** `wall_time by 20 %`. */
export function formatExpectedImprovement({
  metric,
  percent,
}: PlannedOptimization['expected_improvement']): string {
  return `${metric} by ${percent} %`;
}
