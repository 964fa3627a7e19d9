import { z } from 'zod';
import { readonlyObject } from '../readonly-object-schema.ts';

/** The comparison that a budget makes. */
export const OPERATORS = ['<', '<=', '>', '>='] as const;
export type Operator = (typeof OPERATORS)[number];

/** Parsed limit for one metric. */
export interface Budget {
  readonly metric: string;
  readonly operator: Operator;
  /** In the metric's base unit. */
  readonly limit: number;
  /** `warn` reports a breach without failing the run. */
  readonly level: 'warn' | 'error';
  /** Text that the user wrote. */
  readonly text: string;
}

export const budgetResultSchema = readonlyObject({
  metric: z.string(),
  limit: z.string().describe('The limit as written.'),
  level: z.enum(['warn', 'error']),
  value: z
    .number()
    .nullable()
    .describe('Central value in base units; null means the metric was never measured.'),
  low: z.number().nullable(),
  high: z.number().nullable(),
  verdict: z
    .enum(['pass', 'fail', 'inconclusive'])
    .describe('inconclusive: the interval contains the limit, unless `reason` says otherwise.'),
  reason: z.string().optional().describe('Why the measurements are inconclusive.'),
  source: z
    .enum(['field'])
    .optional()
    .describe(
      'field: based on the 75th percentile of real visits; absent: based on the local measurements.',
    ),
  lab: readonlyObject({
    value: z.number().nullable(),
    verdict: z.enum(['pass', 'fail', 'inconclusive']),
  })
    .optional()
    .describe('The local measurements, if the result is based on field data.'),
});

/** Result of one budget. */
export type BudgetResult = z.infer<typeof budgetResultSchema>;

export const verdictSchema = z.enum(['pass', 'fail', 'inconclusive']);
/** The judgement over a run or a report. */
export type Verdict = z.infer<typeof verdictSchema>;
