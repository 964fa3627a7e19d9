import { z } from 'zod';

const about = {
  scenario: z.string().min(1).nullable().describe('null: every scenario that measures the metric.'),
  metric: z.string().regex(/^[\w.]+$/u),
};
export const criterionSchema = z.discriminatedUnion('op', [
  z.strictObject({
    ...about,
    op: z.literal('improves by'),
    /** Required improvement, as a percentage of the baseline value. */
    value: z.number().positive(),
  }),
  z.strictObject({
    ...about,
    op: z.enum(['<=', '>=']),
    value: z.number(),
    unit: z.string().min(1).describe('Base unit of the metric: ms, B, count, ratio, /s, score.'),
  }),
]);
/** When an improvement has succeeded, in a form that can be computed (TPS-04). */
export type SuccessCriterion = z.infer<typeof criterionSchema>;

/** `wall_time improves by 20 %`, `[list users] latency.p95 <= 40 ms`. */
export function formatCriterion(criterion: SuccessCriterion): string {
  const { scenario, metric, op, value } = criterion;
  const unit = criterion.op === 'improves by' ? '%' : criterion.unit;
  return `${scenario === null ? '' : `[${scenario}] `}${metric} ${op} ${value} ${unit}`;
}

/** Parses the output of {@link formatCriterion}; null if it is no computable criterion. */
export function parseCriterion(text: string): SuccessCriterion | null {
  const form =
    /^(?:\[(?<scenario>.+)\] )?(?<metric>[\w.]+) (?<op><=|>=|improves by) (?<value>\S+) (?<unit>\S+)$/u;
  const { scenario = null, metric, op, value, unit } = form.exec(text.trim())?.groups ?? {};
  const isShare = op === 'improves by';
  if (metric === undefined || isShare !== (unit === '%')) return null;
  const read = criterionSchema.safeParse({
    scenario,
    metric,
    op,
    value: Number(value),
    ...(isShare ? {} : { unit }),
  });
  return read.success ? read.data : null;
}
