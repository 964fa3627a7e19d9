import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';
import { serverMeasurementsSchema } from './server-measurements.ts';

const measurementsSchema = z
  .record(z.string(), z.number())
  .readonly()
  .describe('One number per metric, in base units.');

export const blockSchema = readonlyObject({
  operations: z.number().nonnegative().describe('Calls, runs or requests in the block.'),
  durationMs: z.number().nonnegative().describe('Elapsed time of the block.'),
  measurements: measurementsSchema,
  unavailable: z
    .record(z.string(), z.string())
    .readonly()
    .optional()
    .describe('Unavailable metrics of this block, with the reason.'),
  units: z
    .record(z.string(), z.enum(['ms', 'B']))
    .readonly()
    .optional()
    .describe('For metrics whose unit comes from the script and not from their names.'),
  histogram: z
    .string()
    .optional()
    .describe(
      'Times of individual operations, HdrHistogram V2, compressed, base64; in microseconds, or in picoseconds for functions, as their note histogram_unit states.',
    ),
  notes: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .readonly()
    .optional()
    .describe('Facts about the block for checks, such as the batch size.'),
  stretch: readonlyObject({ fromMs: z.number(), toMs: z.number() })
    .optional()
    .describe(
      'When a command ran, or the calls of a function were timed, on the monotonic clock of the machine; excludes the work before and after, such as warm-up.',
    ),
  serverSide: serverMeasurementsSchema
    .optional()
    .describe('For a load on a server started for it, except in the alternating rounds of a pair.'),
});

/** One measured interval within a unit. */
export type Block = z.infer<typeof blockSchema>;

export const trialPassSchema = z
  .enum(['instructions', 'trace', 'profile'])
  .describe(
    'instructions: run under valgrind, so none of its times are used. trace: a traced load, which is not measured. profile: with a profiler attached, which slows it down.',
  );
/** Purpose of a unit that was opened for other metrics than the kind's own. */
export type TrialPass = z.infer<typeof trialPassSchema>;

const placeSchema = {
  index: z.int().nonnegative().describe('Position in measurement order, including warm-up.'),
  warmup: z.boolean().describe('Discarded: not part of any sample.'),
  side: z.enum(['a', 'b']).describe('Side of a comparison; a if there is only one side.'),
  pair: z
    .int()
    .nonnegative()
    .describe('Number of the pair; equal to the round outside a comparison.'),
  slot: z
    .union([z.literal(0), z.literal(1)])
    .describe(
      'Position in the pair, chosen by coin flip; when counting instructions, the sides alternate.',
    ),
  stage: z
    .enum(['screen', 'confirm'])
    .optional()
    .describe(
      'For a live comparison: the pairs that select candidates, or the fresh pairs after them.',
    ),
  pass: trialPassSchema.optional(),
  seed: z.int().nonnegative().describe('Hash and random seed passed to V8.'),
  startedAt: z.string().describe('Wall-clock start, ISO 8601.'),
  startedMs: z.number().describe('Start on the monotonic clock of the machine, in milliseconds.'),
  durationMs: z.number().nonnegative().describe('From opening the unit to closing it.'),
};

/** Reason why a unit gave no measurement. */
export const failureSchema = readonlyObject({
  reason: z.enum([
    'not-found',
    'exit-code',
    'signal',
    'exited',
    'threw',
    'timeout',
    'not-ready',
    'unreachable',
    'protocol',
  ]),
  message: z.string(),
  remedy: z.string().optional(),
  output: z.string().optional().describe('The last lines printed by the unit.'),
});

export type Failure = z.infer<typeof failureSchema>;

export const trialSchema = z.discriminatedUnion('state', [
  readonlyObject({
    state: z.literal('completed'),
    ...placeSchema,
    measurements: measurementsSchema.describe('One number per metric over all blocks.'),
    unavailable: z.record(z.string(), z.string()).readonly(),
    blocks: z.array(blockSchema).readonly(),
  }),
  readonlyObject({
    state: z.literal('failed'),
    ...placeSchema,
    failure: failureSchema,
    partial: blockSchema
      .optional()
      .describe('Measurements up to that point; not part of any sample.'),
  }),
  readonlyObject({ state: z.literal('aborted'), ...placeSchema, message: z.string() }).describe(
    'Cut short by an interrupt.',
  ),
]);

/** Fresh unit and its outcome. */
export type Trial = z.infer<typeof trialSchema>;
export type CompletedTrial = Extract<Trial, { state: 'completed' }>;
