import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { listOf, readonlyObject } from './read-only-schemas.ts';

const percentSchema = z.number().nonnegative().describe('Share of the operation, in percent.');

const placeSchema = readonlyObject({
  step: z.string().describe('Identifier of the step in the performance map.'),
  function: z.string(),
  location: z
    .nullable(z.string())
    .describe('`src/orders.js:14`, relative to the project; null means there is no source.'),
  share: percentSchema,
  detail: z.string().describe('One sentence on what happens there, how often and how long.'),
});
/** Place where a large part of the time goes. */
export type BriefPlace = z.infer<typeof placeSchema>;

const lineSchema = readonlyObject({
  line: z.int().positive(),
  text: z.string().describe('Line of code, without the indentation common to the excerpt.'),
  share: z.nullable(percentSchema).describe('null: the line takes no known share.'),
});
/** Line of code with its share of the operation. */
export type BriefLine = z.infer<typeof lineSchema>;

const excerptSchema = readonlyObject({ file: z.string(), lines: listOf(lineSchema) });
/** Lines of one file that matter; numbers that do not follow each other mark a gap. */
export type BriefExcerpt = z.infer<typeof excerptSchema>;

const callerSchema = readonlyObject({
  function: z.string(),
  called_by: listOf(z.string()).describe('Callers with their places, nearest first.'),
});
/** Path on which a function is called. */
export type BriefCaller = z.infer<typeof callerSchema>;

const attemptSchema = readonlyObject({
  change: z.string(),
  reason: z.string().describe('Counterexample, failing test or measured loss.'),
});
/** Change that was tried and refuted. */
export type BriefAttempt = z.infer<typeof attemptSchema>;

export const BRIEF_SCHEMA = 'perf-harness/brief@1';
export const briefSchema = readonlyObject({
  schema: z.literal(BRIEF_SCHEMA),
  scenario: z.string(),
  class: coreSchemas.bottleneckClass.describe('Kind of the largest bottleneck.'),
  operation_ms: z.number().nonnegative().describe('Wall time of one operation, milliseconds.'),
  measured_at: z
    .nullable(z.string())
    .describe('Time of the profile, ISO 8601; null: unknown to the author of the brief.'),
  places: listOf(placeSchema).describe('Largest share first.'),
  code: listOf(excerptSchema),
  callers: listOf(callerSchema),
  calls: listOf(z.string()).describe(
    'Recorded calls by function: types and sizes of arguments, without values.',
  ),
  hints: listOf(z.string()).describe(
    'Causes that measurements confirmed, and features that the code leaves unused.',
  ),
  tried: listOf(attemptSchema),
  prove: z.string().describe('Command that proves a change.'),
  left_out: listOf(z.string()).describe(
    'Parts that did not fit, such as `3 steps`; empty: everything fits.',
  ),
});
/** Knowledge that an engineer or a coding agent needs before changing a slow scenario. */
export type Brief = z.infer<typeof briefSchema>;

export function briefJsonSchema(): object {
  return z.toJSONSchema(briefSchema);
}
