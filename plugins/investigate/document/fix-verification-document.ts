import { z } from 'zod';

/** A moment, as ISO 8601 in UTC. */
const moment = z.string();

const effortSchema = z
  .object({
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
  })
  .readonly();
/** Estimated and actual effort of a part of an investigation (INV-07). */
export type InvestigationEffort = z.infer<typeof effortSchema>;
export const effortListSchema = z.array(effortSchema).readonly();

const outcomeSchema = z
  .enum(['pass', 'pass below target', 'fail', 'pending'])
  .describe(
    'pass below target: within the limit, but short of the target. pending: not enough evidence.',
  );
/** Outcome of a fix in a period after it. */
export type FixOutcome = z.infer<typeof outcomeSchema>;

const checkSchema = z
  .object({
    measure: z.enum(['p95', 'error_rate', 'signal', 'connections', 'satisfaction', 'stability']),
    name: z
      .string()
      .describe('Checked endpoint, or checked series with its labels; empty: all requests.'),
    basis: z
      .string()
      .describe(
        'Basis of the comparison: `the level before` (the values before the incident), or the name of a preset.',
      ),
    before: z
      .number()
      .nullable()
      .describe('Value before the incident: milliseconds for p95, otherwise a share.'),
    during: z.number().nullable().describe('Value since the incident began.'),
    value: z.number().nullable().describe('Value in this window; null means no data.'),
    limit: z.number().nullable().describe('Values at or above this limit fail.'),
    aim: z
      .number()
      .nullable()
      .describe('Values at or above this number miss the target; null means there is no target.'),
    outcome: z
      .union([outcomeSchema, z.literal('manual')])
      .describe('manual: requires human judgement.'),
    is_decisive: z
      .boolean()
      .describe('false: the check is reported, but cannot fail the verification.'),
    note: z.string().nullable(),
  })
  .readonly();
/** A number after a fix, compared with its limit. */
export type FixCheck = z.infer<typeof checkSchema>;

const windowSchema = z
  .object({
    name: z.enum(['0 to 30 min', '30 min to 2 h', '2 to 24 h']),
    from: moment,
    until: moment,
    requests: z.int().nonnegative(),
    seen_until: moment
      .nullable()
      .describe('End of the last interval with requests; null means no interval has requests.'),
    outcome: outcomeSchema,
    checks: z.array(checkSchema).readonly(),
  })
  .readonly();
/** Period after a fix, with the checks in it (INV-35). */
export type FixWindow = z.infer<typeof windowSchema>;

const effectSchema = z
  .object({
    measure: z.enum(['p95', 'error_rate']),
    name: z.string().describe('Measured endpoint; empty: all requests.'),
    from: z.number().describe('Value right before this fix, with earlier fixes in place.'),
    to: z
      .number()
      .describe(
        'Value in the first two hours after the fix, or until the next fix if that is earlier.',
      ),
    recovered: z
      .number()
      .nullable()
      .describe("Share of the incident's degradation that this fix recovered."),
    source: z
      .enum(['logs', 'kept'])
      .describe('Source of `from`: the same logs, or previously stored values.'),
  })
  .readonly();
/** Effect of a single fix (INV-34). */
export type FixEffect = z.infer<typeof effectSchema>;

const verificationSchema = z
  .object({
    fix: z.string(),
    commit: z.string().nullable(),
    after: moment.describe('When the fix took effect.'),
    verified_at: moment,
    preset: z.string().nullable(),
    outcome: outcomeSchema,
    windows: z.array(windowSchema).readonly(),
    effects: z.array(effectSchema).readonly(),
    notes: z.array(z.string()).readonly(),
  })
  .readonly();
export type FixVerification = z.infer<typeof verificationSchema>;
/** Verifications in the order in which the fixes were deployed. */
export const verificationListSchema = z.array(verificationSchema).readonly();

export const closingSchema = z
  .object({
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
    learned: z.array(z.string()).readonly(),
  })
  .readonly();
