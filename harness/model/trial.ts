import { z } from 'zod';
import { nonNegativeInteger, nonNegativeNumber, optionalText } from './described-value-schemas.ts';
import { readonlyObject } from './readonly-object-schema.ts';
import { serverMeasurementsSchema } from './server-measurements.ts';

const measurementsSchema = z
  .record(z.string(), z.number())
  .readonly()
  .describe('One number per metric, in base units.');

export const blockSchema = readonlyObject({
  operations: nonNegativeNumber.describe('Number of calls, runs or requests in the block.'),
  durationMs: nonNegativeNumber.describe('Elapsed time of the block.'),
  measurements: measurementsSchema,
  unavailable: z
    .record(z.string(), z.string())
    .readonly()
    .optional()
    .describe('Metrics that are unavailable in this block, each with the reason.'),
  units: z
    .record(z.string(), z.enum(['ms', 'B']))
    .readonly()
    .optional()
    .describe(
      'Units of metrics whose unit is defined by the script rather than by the metric name.',
    ),
  histogram: optionalText.describe(
    'HdrHistogram V2 of the individual operation times, compressed, base64; in microseconds, or in picoseconds for functions, as stated by the note histogram_unit.',
  ),
  notes: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .readonly()
    .optional()
    .describe('Facts about the block, such as the batch size, that checks rely on.'),
  stretch: readonlyObject({ fromMs: z.number(), toMs: z.number() })
    .optional()
    .describe(
      'When a command ran, or the calls of a function were timed, on the monotonic clock of the machine; excludes the work before and after, such as warm-up.',
    ),
  serverSide: serverMeasurementsSchema
    .optional()
    .describe(
      'Server measurements under load, if the server was started for that load; absent in the alternating rounds of a pair.',
    ),
});

/** One measured interval within a unit. */
export type Block = z.infer<typeof blockSchema>;

export const trialPassSchema = z
  .enum(['instructions', 'trace', 'profile'])
  .describe(
    'instructions: runs under valgrind, so its times are not used. trace: traces a load without measuring it. profile: runs with a profiler attached, which slows the program down.',
  );
/** Purpose of a unit that was opened for other metrics than the kind's own. */
export type TrialPass = z.infer<typeof trialPassSchema>;

const placeSchema = {
  index: nonNegativeInteger.describe('Position in measurement order, including warm-up.'),
  warmup: z
    .boolean()
    .describe('true: a warm-up trial, which is discarded and belongs to no sample.'),
  side: z.enum(['a', 'b']).describe('Side of a comparison; a if there is only one side.'),
  pair: nonNegativeInteger.describe(
    'Number of the pair; outside a comparison, the number of the round.',
  ),
  slot: z
    .union([z.literal(0), z.literal(1)])
    .describe(
      'Position in the pair, chosen by coin flip; for instruction counts, the sides alternate instead.',
    ),
  stage: z
    .enum(['screen', 'confirm'])
    .optional()
    .describe(
      'Stage of a live comparison. screen: the pairs that select candidates; confirm: the new pairs measured afterwards.',
    ),
  pass: trialPassSchema.optional(),
  seed: nonNegativeInteger.describe('Seed passed to V8 for hashing and random numbers.'),
  startedAt: z.string().describe('Wall-clock start, ISO 8601.'),
  startedMs: z.number().describe('Start on the monotonic clock of the machine, in milliseconds.'),
  durationMs: nonNegativeNumber.describe(
    'Duration of the trial, including startup and shutdown of the measured program.',
  ),
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
  output: optionalText.describe('The last lines printed by the measured program.'),
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
      .describe('Measurements up to the failure; not part of any sample.'),
  }),
  readonlyObject({ state: z.literal('aborted'), ...placeSchema, message: z.string() }).describe(
    'Trial that was interrupted or cut short.',
  ),
]);

/** Fresh unit and its outcome. */
export type Trial = z.infer<typeof trialSchema>;
export type CompletedTrial = Extract<Trial, { state: 'completed' }>;

/** Returns the blocks of a completed unit; none for any other unit. */
export function completedTrialBlocks(trial: Trial | undefined): readonly Block[] {
  return trial?.state === 'completed' ? trial.blocks : [];
}
