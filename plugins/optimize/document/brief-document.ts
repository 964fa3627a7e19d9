import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';

const percentSchema = z.number().nonnegative().describe('Share of the operation, in percent.');

const placeSchema = z
  .object({
    step: z.string().describe('Identifier of the step in the performance map.'),
    function: z.string(),
    location: z
      .string()
      .nullable()
      .describe('`src/orders.js:14`, relative to the project; null means there is no source.'),
    share: percentSchema,
    detail: z.string().describe('One sentence on what happens there, how often and how long.'),
  })
  .readonly();
/** Place where a large part of the time goes. */
export type BriefPlace = z.infer<typeof placeSchema>;

const lineSchema = z
  .object({
    line: z.int().positive(),
    text: z.string().describe('Line of code, without the indentation common to the excerpt.'),
    share: percentSchema.nullable().describe('null: the line takes no known share.'),
  })
  .readonly();
/** Line of code with its share of the operation. */
export type BriefLine = z.infer<typeof lineSchema>;

const excerptSchema = z
  .object({ file: z.string(), lines: z.array(lineSchema).readonly() })
  .readonly();
/** Lines of one file that matter; numbers that do not follow each other mark a gap. */
export type BriefExcerpt = z.infer<typeof excerptSchema>;

const callerSchema = z
  .object({
    function: z.string(),
    called_by: z.array(z.string()).readonly().describe('Callers with their places, nearest first.'),
  })
  .readonly();
/** Path on which a function is called. */
export type BriefCaller = z.infer<typeof callerSchema>;

const attemptSchema = z
  .object({
    change: z.string(),
    reason: z.string().describe('Counterexample, failing test or measured loss.'),
  })
  .readonly();
/** Change that was tried and refuted. */
export type BriefAttempt = z.infer<typeof attemptSchema>;

export const BRIEF_SCHEMA = 'perf-harness/brief@1';
export const briefSchema = z
  .object({
    schema: z.literal(BRIEF_SCHEMA),
    scenario: z.string(),
    class: coreSchemas.bottleneckClass.describe('Kind of the largest bottleneck.'),
    operation_ms: z.number().nonnegative().describe('Wall time of one operation, milliseconds.'),
    measured_at: z
      .string()
      .nullable()
      .describe('Time of the profile, ISO 8601; null: unknown to the author of the brief.'),
    places: z.array(placeSchema).readonly().describe('Largest share first.'),
    code: z.array(excerptSchema).readonly(),
    callers: z.array(callerSchema).readonly(),
    calls: z
      .array(z.string())
      .readonly()
      .describe('Recorded calls by function: types and sizes of arguments, without values.'),
    hints: z
      .array(z.string())
      .readonly()
      .describe('Causes that measurements confirmed, and features that the code leaves unused.'),
    tried: z.array(attemptSchema).readonly(),
    prove: z.string().describe('Command that proves a change.'),
    left_out: z
      .array(z.string())
      .readonly()
      .describe('Parts that did not fit, such as `3 steps`; empty: everything fits.'),
  })
  .readonly();
/** Knowledge that an engineer or a coding agent needs before changing a slow scenario. */
export type Brief = z.infer<typeof briefSchema>;

export function briefJsonSchema(): object {
  return z.toJSONSchema(briefSchema);
}
