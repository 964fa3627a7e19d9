import { z } from 'zod';
import { list, moment, nullableNumber, object, wholeNumber } from './schema-parts.ts';

const effortSchema = object({
  phase: z.enum(['set-up', 'data', 'code', 'infrastructure', 'synthesis', 'validation']),
  planned_minutes: z
    .tuple([z.int().positive(), z.int().positive()])
    .readonly()
    .describe('Estimated manual effort in minutes: lower and upper bound.'),
  actual_ms: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Actual time in milliseconds; null means the phase was not carried out.'),
});
/** Estimated and actual effort of a part of an investigation (INV-07). */
export type InvestigationEffort = z.infer<typeof effortSchema>;
export const effortListSchema = list(effortSchema);

const outcomeSchema = z
  .enum(['pass', 'pass below target', 'fail', 'pending'])
  .describe(
    'pass below target: within the limit, but short of the target. pending: not enough evidence.',
  );
/** Outcome of a fix in a period after it. */
export type FixOutcome = z.infer<typeof outcomeSchema>;

const checkSchema = object({
  measure: z.enum(['p95', 'error_rate', 'signal', 'connections', 'satisfaction', 'stability']),
  name: z
    .string()
    .describe('Checked endpoint, or checked series with its labels; empty: all requests.'),
  basis: z
    .string()
    .describe(
      'Basis of the comparison: `the level before` (the values before the incident), or the name of a preset.',
    ),
  before: nullableNumber.describe(
    'Value before the incident: milliseconds for p95, otherwise a share.',
  ),
  during: nullableNumber.describe('Value since the incident began.'),
  value: nullableNumber.describe('Value in this window; null means no data.'),
  limit: nullableNumber.describe('Values at or above this limit fail.'),
  aim: nullableNumber.describe(
    'Values at or above this number miss the target; null means there is no target.',
  ),
  outcome: z
    .union([outcomeSchema, z.literal('manual')])
    .describe('manual: requires human judgement.'),
  is_decisive: z
    .boolean()
    .describe('false: the check is reported, but cannot fail the verification.'),
  note: z.string().nullable(),
});
/** A number after a fix, compared with its limit. */
export type FixCheck = z.infer<typeof checkSchema>;

const windowSchema = object({
  name: z.enum(['0 to 30 min', '30 min to 2 h', '2 to 24 h']),
  from: moment,
  until: moment,
  requests: wholeNumber,
  seen_until: moment
    .nullable()
    .describe('End of the last interval with requests; null means no interval has requests.'),
  outcome: outcomeSchema,
  checks: list(checkSchema),
});
/** Period after a fix, with the checks in it (INV-35). */
export type FixWindow = z.infer<typeof windowSchema>;

const effectSchema = object({
  measure: z.enum(['p95', 'error_rate']),
  name: z.string().describe('Measured endpoint; empty: all requests.'),
  from: z.number().describe('Value right before this fix, with earlier fixes in place.'),
  to: z
    .number()
    .describe(
      'Value in the first two hours after the fix, or until the next fix if that is earlier.',
    ),
  recovered: nullableNumber.describe(
    "Share of the incident's degradation that this fix recovered.",
  ),
  source: z
    .enum(['logs', 'kept'])
    .describe('Source of `from`: the same logs, or previously stored values.'),
});
/** Effect of a single fix (INV-34). */
export type FixEffect = z.infer<typeof effectSchema>;

const verificationSchema = object({
  fix: z.string(),
  commit: z.string().nullable(),
  after: moment.describe('When the fix took effect.'),
  verified_at: moment,
  preset: z.string().nullable(),
  outcome: outcomeSchema,
  windows: list(windowSchema),
  effects: list(effectSchema),
  notes: list(z.string()),
});
export type FixVerification = z.infer<typeof verificationSchema>;
/** Verifications in the order in which the fixes were deployed. */
export const verificationListSchema = list(verificationSchema);

export const closingSchema = object({
  at: moment,
  cause: z.string(),
  place: z
    .int()
    .positive()
    .nullable()
    .describe('Rank of the cause; null means the cause is not ranked.'),
  resolved_at: moment
    .nullable()
    .describe('When the incident ended; null means the end was neither stated nor verified.'),
  learned: list(z.string()),
});
