import { z } from 'zod';
import { machineStateSchema } from '../machine-state.ts';
import { readonlyObject } from '../readonly-object-schema.ts';

export const foundToolSchema = readonlyObject({
  name: z.string(),
  purpose: z.string().describe('What perf-harness uses it for.'),
  required: z.boolean(),
  state: z.enum(['found', 'missing', 'too old']),
  version: z.string().nullable(),
  path: z.string().nullable(),
  install: z.string().describe('How to install it, where it is not found.'),
});

/** A tool that perf-harness uses, as it was found here. */
export type FoundTool = z.infer<typeof foundToolSchema>;

export const stabilitySchema = readonlyObject({
  durationMs: z.number(),
  blocks: z.int().nonnegative(),
  spread: z
    .number()
    .describe('Robust standard deviation of the blocks (1.4826 MAD) as a share of their median.'),
  trialSpread: z
    .number()
    .describe('The same between stretches as long as a trial: what trials differ by at the least.'),
  worstSlowdown: z.number().describe('Slowest block over the median one: 1 is no slowdown.'),
  slowedShare: z.number().describe('Share of blocks that took over a tenth longer.'),
  stealShare: z.number().nullable().describe('Share of CPU time that the hypervisor took.'),
  smallestVisibleChange: readonlyObject({ pairs10: z.number(), pairs30: z.number() }).describe(
    'Smallest change of a timed metric that so many pairs show, at best.',
  ),
  score: z.enum(['quiet', 'fair', 'noisy', 'unusable']),
  lines: z.array(z.string()).readonly().describe('All of it in words, for the terminal.'),
});

/** Stability of a machine, from the times of equal blocks of work. */
export type Stability = z.infer<typeof stabilitySchema>;

export const platformFactsSchema = readonlyObject({
  name: z.enum(['linux', 'macos', 'windows', 'other']),
  title: z.string().describe('As people call it.'),
  lacks: z
    .array(
      readonlyObject({
        id: z.string(),
        what: z.string().describe('What it does not tell or cannot do.'),
        without: z.string().describe('What perf-harness does not give because of it.'),
      }),
    )
    .readonly()
    .describe('What Linux has and this platform has not.'),
});

/** The operating system, as far as perf-harness depends on it. */
export type PlatformFacts = z.infer<typeof platformFactsSchema>;

export const DOCTOR_SCHEMA = 'perf-harness/doctor@1';

export const doctorReportSchema = readonlyObject({
  schema: z.literal(DOCTOR_SCHEMA),
  tools: z.array(foundToolSchema).readonly(),
  platform: platformFactsSchema,
  machine: machineStateSchema,
  stability: stabilitySchema.nullable().describe('null: it was not asked for.'),
});

/** Result of `perf-harness doctor`. */
export type DoctorReport = z.infer<typeof doctorReportSchema>;
