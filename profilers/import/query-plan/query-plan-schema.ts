import { z } from 'zod';

/** The fields of a plan node that are read; times are means of one execution, milliseconds. */
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
export type PlannedStatement = z.infer<typeof statementSchema>;

/** A rule may turn a statement into several; auto_explain writes one statement, without a list. */
export const planFileSchema = z.union([z.array(statementSchema).min(1), statementSchema]);
