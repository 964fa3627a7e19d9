import { z } from 'zod';

/** A moment, as ISO 8601 in UTC. */
const moment = z.string();

const effortSchema = z
  .object({
    phase: z.enum(['set-up', 'data', 'code', 'infrastructure', 'synthesis', 'validation']),
    planned_minutes: z
      .tuple([z.int().positive(), z.int().positive()])
      .readonly()
      .describe('What it takes by hand: from, to.'),
    actual_ms: z.number().nonnegative().nullable().describe('null: it has not been done.'),
  })
  .readonly();
/** Estimated and actual effort of a part of an investigation (INV-07). */
export type InvestigationEffort = z.infer<typeof effortSchema>;
export const effortListSchema = z.array(effortSchema).readonly();

const outcomeSchema = z
  .enum(['pass', 'pass below target', 'fail', 'pending'])
  .describe('pass below target: the limit is kept, the aim is not. pending: nothing decides it.');
/** Outcome of a fix in a period after it. */
export type FixOutcome = z.infer<typeof outcomeSchema>;

const checkSchema = z
  .object({
    measure: z.enum(['p95', 'error_rate', 'signal', 'connections', 'satisfaction', 'stability']),
    name: z.string().describe('An endpoint, or a series with its labels; empty: all requests.'),
    basis: z.string().describe('`the level before`, or the name of a preset.'),
    before: z
      .number()
      .nullable()
      .describe('Before the incident. Milliseconds of p95, else a share.'),
    during: z.number().nullable().describe('Since it began.'),
    value: z.number().nullable().describe('In this time; null: nothing says.'),
    limit: z.number().nullable().describe('From here on it fails.'),
    aim: z
      .number()
      .nullable()
      .describe('From here on it is below the target; null: there is none.'),
    outcome: z.union([outcomeSchema, z.literal('manual')]).describe('manual: people have to say.'),
    is_decisive: z.boolean().describe('false: told, and fails nothing.'),
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
    seen_until: moment.nullable().describe('End of the last interval with requests; null: none.'),
    outcome: outcomeSchema,
    checks: z.array(checkSchema).readonly(),
  })
  .readonly();
/** Period after a fix, with the checks in it (INV-35). */
export type FixWindow = z.infer<typeof windowSchema>;

const effectSchema = z
  .object({
    measure: z.enum(['p95', 'error_rate']),
    name: z.string().describe('An endpoint; empty: all requests.'),
    from: z.number().describe('Right before this fix, other fixes done.'),
    to: z.number().describe('In the first two hours after it, up to the next fix.'),
    recovered: z
      .number()
      .nullable()
      .describe('Of what the incident made worse, the share that this fix took back.'),
    source: z
      .enum(['logs', 'kept'])
      .describe('Where `from` comes from: the same logs, or what was kept before.'),
  })
  .readonly();
/** Effect of a single fix (INV-34). */
export type FixEffect = z.infer<typeof effectSchema>;

const verificationSchema = z
  .object({
    fix: z.string(),
    commit: z.string().nullable(),
    after: moment.describe('When the fix came into use.'),
    verified_at: moment,
    preset: z.string().nullable(),
    outcome: outcomeSchema,
    windows: z.array(windowSchema).readonly(),
    effects: z.array(effectSchema).readonly(),
    notes: z.array(z.string()).readonly(),
  })
  .readonly();
/** Verification of a single fix. */
export type FixVerification = z.infer<typeof verificationSchema>;
/** Verifications in the order in which the fixes were deployed. */
export const verificationListSchema = z.array(verificationSchema).readonly();

export const closingSchema = z
  .object({
    at: moment,
    cause: z.string(),
    place: z.int().positive().nullable().describe('In the ranking; null: it is not one of these.'),
    resolved_at: moment.nullable().describe('null: nobody has said or verified it.'),
    learned: z.array(z.string()).readonly(),
  })
  .readonly();
/** Result of a closed investigation. */
export type InvestigationClosing = z.infer<typeof closingSchema>;
