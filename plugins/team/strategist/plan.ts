import { z } from 'zod';
import { criterionSchema, criterionText } from '../criterion.ts';
import { type Optimization, optimizationSchema } from '../session/optimization.ts';
import { RISKS } from './catalogue.ts';
import type { PlanComplexity } from './priority.ts';

const LINE = /^\S(?:[^\r\n]*\S)?$/u;
const line = z.string().regex(LINE, 'it is one line without blanks around it');
const file = line.refine((path) => !path.includes(', '), 'it holds what separates files');

export const plannedSchema = z
  .object({
    ...optimizationSchema.pick({ id: true, priority: true }).shape,
    title: line,
    target_bottleneck: line,
    target_files: z.array(file).min(1).readonly().describe('From the root of the project.'),
    strategy: line,
    expected_improvement: z
      .object({
        metric: z.string().regex(/^[\w.]+$/u),
        percent: z.number().positive().max(100).describe('Of the metric, in its good direction.'),
      })
      .readonly(),
    risk: z.enum(RISKS),
    success_criteria: z.array(criterionSchema).min(1).readonly(),
    guidance: z.array(line).min(1).readonly().describe('Steps of the implementation.'),
  })
  .strict()
  .readonly();
/** One improvement of a plan, with all that its branch is told (TPS-05). */
export type PlannedOptimization = z.infer<typeof plannedSchema>;

/** The plan of a team: improvements that are worked on side by side. */
export type Plan = readonly PlannedOptimization[];

/** What keeps improvements from being worked on side by side; empty: nothing (TPS-05, TPS-06). */
export function planProblems(
  plan: readonly Pick<PlannedOptimization, 'id' | 'target_files'>[],
): readonly string[] {
  const numbered = plan.flatMap(({ id }, at) =>
    id === planId(at + 1) ? [] : [`${id} stands where ${planId(at + 1)} is due`],
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
export function planId(number: number): string {
  return `OPT-${String(number).padStart(3, '0')}`;
}

/** What a strategist tells the others of a team (TPS-07). */
export interface StrategistNamespace {
  readonly complexity: PlanComplexity;
  readonly optimization_count: number;
  readonly priorities: readonly string[];
  readonly discuss_used: boolean;
  readonly optimizations: readonly Optimization[];
}

export function strategistNamespace(
  plan: Plan,
  { complexity, discussed }: { readonly complexity: PlanComplexity; readonly discussed: boolean },
): StrategistNamespace {
  return {
    complexity,
    optimization_count: plan.length,
    discuss_used: discussed,
    priorities: plan.map(({ priority }) => priority),
    optimizations: plan.map(optimizationOf),
  };
}

/** What of an improvement those go by who do not make it. */
export function optimizationOf(one: PlannedOptimization): Optimization {
  return {
    id: one.id,
    title: one.title,
    priority: one.priority,
    target_files: one.target_files,
    expected_improvement: improvementText(one.expected_improvement),
    success_criteria: one.success_criteria.map(criterionText).join('; '),
  };
}

/** `wall_time by 20 %`. */
export function improvementText({
  metric,
  percent,
}: PlannedOptimization['expected_improvement']): string {
  return `${metric} by ${percent} %`;
}
