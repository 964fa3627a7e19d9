import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';
import { serverMeasurementsSchema } from './server-measurements.ts';

const measurementsSchema = z
  .record(z.string(), z.number())
  .readonly()
  .describe('One number per metric, in base units.');

export const blockSchema = readonlyObject({
  operations: z.number().nonnegative().describe('Calls, runs or requests that the block holds.'),
  durationMs: z.number().nonnegative().describe('Elapsed time of the block.'),
  measurements: measurementsSchema,
  unavailable: z
    .record(z.string(), z.string())
    .readonly()
    .optional()
    .describe('Metrics that could not be had in this block, with the reason.'),
  units: z
    .record(z.string(), z.enum(['ms', 'B']))
    .readonly()
    .optional()
    .describe('Of metrics whose script says what they hold, where their names do not.'),
  histogram: z
    .string()
    .optional()
    .describe(
      'Times of the single operations, HdrHistogram V2, compressed, base64; in microseconds, or in picoseconds for functions, whose note histogram_unit says so.',
    ),
  notes: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .readonly()
    .optional()
    .describe('Facts about how the block went that checks read, such as the batch size.'),
  stretch: readonlyObject({ fromMs: z.number(), toMs: z.number() })
    .optional()
    .describe(
      'When a command ran, or the calls of a function were timed, on the monotonic clock of the machine: without what comes before and behind, such as warming it up.',
    ),
  serverSide: serverMeasurementsSchema
    .optional()
    .describe('Of a load on a server that was started for it, but for the turns of a pair.'),
});

/** One measured interval within a unit. */
export type Block = z.infer<typeof blockSchema>;

export const trialPassSchema = z
  .enum(['instructions', 'trace', 'profile'])
  .describe(
    'instructions: run under valgrind, so that nothing of such a unit is timed. trace: a load that was traced, of which nothing is measured. profile: with a profiler attached, which slows it.',
  );
/** Purpose of a unit that was opened for other metrics than the kind's own. */
export type TrialPass = z.infer<typeof trialPassSchema>;

const placeSchema = {
  index: z.int().nonnegative().describe('Position in the order of measuring, warm-up included.'),
  warmup: z.boolean().describe('Discarded: not part of any sample.'),
  side: z.enum(['a', 'b']).describe('Which side of a comparison; a where there is only one.'),
  pair: z
    .int()
    .nonnegative()
    .describe('Number of the pair; equal to the round outside a comparison.'),
  slot: z
    .union([z.literal(0), z.literal(1)])
    .describe(
      'Place in the pair that the coin gave; where instructions are counted the sides take turns.',
    ),
  stage: z
    .enum(['screen', 'confirm'])
    .optional()
    .describe('Of a live comparison: the pairs that choose candidates, or the fresh ones after.'),
  pass: trialPassSchema.optional(),
  seed: z.int().nonnegative().describe('Hash and random seed given to V8.'),
  startedAt: z.string().describe('Wall-clock start, ISO 8601.'),
  startedMs: z.number().describe('Start on the monotonic clock of the machine, in milliseconds.'),
  durationMs: z.number().nonnegative().describe('From opening the unit to having closed it.'),
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
  output: z.string().optional().describe('The last lines that the unit printed.'),
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
      .describe('What had been measured until then; part of no sample.'),
  }),
  readonlyObject({ state: z.literal('aborted'), ...placeSchema, message: z.string() }).describe(
    'Cut short by an interrupt.',
  ),
]);

/** Fresh unit and its outcome. */
export type Trial = z.infer<typeof trialSchema>;
export type CompletedTrial = Extract<Trial, { state: 'completed' }>;
