import { z } from 'zod';

export const PRIORITIES = ['P0', 'P1', 'P2', 'P3'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const optimizationIdSchema = z.string().regex(/^OPT-\d{3}$/u);

export const optimizationSchema = z.object({
  id: optimizationIdSchema,
  title: z.string(),
  priority: z.enum(PRIORITIES),
  /** Paths relative to the project; no other files are edited. */
  target_files: z.array(z.string()).readonly(),
  expected_improvement: z.string(),
  /** Success criteria in machine-readable form, separated by `; `. */
  success_criteria: z.string(),
});
/** Improvement of a plan, in the form of the strategist's namespace (TPS-07). */
export type Optimization = z.infer<typeof optimizationSchema>;

/** Compares by urgency, the most urgent first; equal priorities keep the order of the plan. */
export function comparePriority(
  a: Pick<Optimization, 'id' | 'priority'>,
  b: Pick<Optimization, 'id' | 'priority'>,
): number {
  return a.priority.localeCompare(b.priority) || a.id.localeCompare(b.id);
}
