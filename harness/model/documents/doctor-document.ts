import { z } from 'zod';
import { machineStateSchema } from '../measurement-environment.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

export const foundToolSchema = readonlyObject({
  name: z.string(),
  purpose: z.string().describe('How perf-harness uses the tool.'),
  required: z.boolean(),
  state: z.enum(['found', 'missing', 'too old']),
  version: z.string().nullable(),
  path: z.string().nullable(),
  install: z.string().describe('How to install the tool if it is missing.'),
});

/** A tool that perf-harness uses, as it was found here. */
export type FoundTool = z.infer<typeof foundToolSchema>;

export const stabilitySchema = readonlyObject({
  durationMs: z.number(),
  blocks: z.int().nonnegative(),
  spread: z
    .number()
    .describe(
      'Robust standard deviation of the block times (1.4826 × MAD), as a share of their median.',
    ),
  trialSpread: z
    .number()
    .describe(
      'Robust standard deviation between periods as long as a trial; trials cannot vary less than this.',
    ),
  worstSlowdown: z
    .number()
    .describe('Slowest block relative to the median block: 1 means no slowdown.'),
  slowedShare: z
    .number()
    .describe('Share of blocks that took over 10 % longer than the median block.'),
  stealShare: z.number().nullable().describe('Share of CPU time taken by the hypervisor.'),
  smallestVisibleChange: readonlyObject({ pairs10: z.number(), pairs30: z.number() }).describe(
    'Smallest change of a timed metric that 10 or 30 pairs can detect at best.',
  ),
  score: z.enum(['quiet', 'fair', 'noisy', 'unusable']),
  lines: z.array(z.string()).readonly().describe('All results as text, for the terminal.'),
});

/** Stability of a machine, from the times of equal blocks of work. */
export type Stability = z.infer<typeof stabilitySchema>;

export const platformFactsSchema = readonlyObject({
  name: z.enum(['linux', 'macos', 'windows', 'other']),
  title: z.string().describe('Common name of the platform.'),
  lacks: z
    .array(
      readonlyObject({
        id: z.string(),
        what: z.string().describe('What the platform cannot report or do.'),
        without: z
          .string()
          .describe('Features that perf-harness cannot provide on this platform as a result.'),
      }),
    )
    .readonly()
    .describe('Linux capabilities that this platform lacks.'),
});

/** The operating system, as far as perf-harness depends on it. */
export type PlatformFacts = z.infer<typeof platformFactsSchema>;

export const DOCTOR_SCHEMA = 'perf-harness/doctor@1';

export const doctorReportSchema = readonlyObject({
  schema: z.literal(DOCTOR_SCHEMA),
  tools: z.array(foundToolSchema).readonly(),
  platform: platformFactsSchema,
  machine: machineStateSchema,
  stability: stabilitySchema.nullable().describe('null: not requested.'),
});

/** Result of `perf-harness doctor`. */
export type DoctorReport = z.infer<typeof doctorReportSchema>;
