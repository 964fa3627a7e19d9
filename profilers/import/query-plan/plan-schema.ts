import { z } from 'zod';

/** A node of a plan, as far as it is read; times in milliseconds, of one execution in the mean. */
const nodeSchema = z.looseObject({
  'Node Type': z.string(),
  'Parent Relationship': z.string().optional(),
  'Subplan Name': z.string().optional(),
  'Parallel Aware': z.boolean().optional(),
  'Relation Name': z.string().optional(),
  Alias: z.string().optional(),
  'Index Name': z.string().optional(),
  'CTE Name': z.string().optional(),
  'Function Name': z.string().optional(),
  'Join Type': z.string().optional(),
  Operation: z.string().optional(),
  Strategy: z.string().optional(),
  'Partial Mode': z.string().optional(),
  'Scan Direction': z.string().optional(),
  Filter: z.string().optional(),
  'Plan Rows': z.number().nonnegative().default(0),
  'Actual Total Time': z.number().nonnegative().optional(),
  'Actual Rows': z.number().nonnegative().optional(),
  'Actual Loops': z.number().nonnegative().optional(),
  'Rows Removed by Filter': z.number().nonnegative().optional(),
  'Sort Method': z.string().optional(),
  'Sort Space Type': z.string().optional(),
  'Sort Space Used': z.number().nonnegative().optional(),
  'Hash Batches': z.number().nonnegative().optional(),
  'Disk Usage': z.number().nonnegative().optional(),
  get Plans() {
    return z.array(nodeSchema).optional();
  },
});
/** A node of a plan of PostgreSQL. */
export type PlanNode = z.infer<typeof nodeSchema>;

const triggerSchema = z.looseObject({
  'Trigger Name': z.string().optional(),
  'Constraint Name': z.string().optional(),
  Relation: z.string().optional(),
  Time: z.number().nonnegative().optional(),
  Calls: z.number().nonnegative().default(0),
});

const statementSchema = z.looseObject({
  Plan: nodeSchema,
  'Planning Time': z.number().nonnegative().default(0),
  'Execution Time': z.number().nonnegative().optional(),
  Triggers: z.array(triggerSchema).default([]),
  JIT: z
    .looseObject({ Timing: z.looseObject({ Total: z.number().nonnegative() }).optional() })
    .optional(),
});
/** A plan with what was measured around it. */
export type PlannedStatement = z.infer<typeof statementSchema>;

/** A rule may make several statements of one; what auto_explain writes is one without a list. */
export const planFileSchema = z.union([z.array(statementSchema).min(1), statementSchema]);
