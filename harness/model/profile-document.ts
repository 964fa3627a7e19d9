import { z } from 'zod';
import { environmentSchema } from './environment.ts';
import { findingSchema } from './finding.ts';

const shareSchema = z
  .object({
    median: z.number().nonnegative(),
    low: z.number().nonnegative(),
    high: z.number().nonnegative(),
  })
  .readonly()
  .describe(
    'Of all that was seen while the program was not idle: the median of the profiled trials, with its interval.',
  );
/** A part of a whole, from 0 to 1, over several profiled trials. */
export type ProfileShare = z.infer<typeof shareSchema>;

const ownerSchema = z.enum(['project', 'package', 'node', 'native', 'harness', 'gc', 'idle']);

const functionSchema = z
  .object({
    name: z.string(),
    owner: ownerSchema,
    package: z.string().nullable(),
    file: z.string().nullable(),
    line: z.int().nullable().describe('From 1.'),
    column: z.int().nullable().describe('From 1.'),
  })
  .readonly();

const hotSpotSchema = z
  .object({
    function: z.int().nonnegative().describe('Index into `functions`.'),
    self: shareSchema.describe('While it was the innermost.'),
    total: shareSchema.describe('With what it called; a call of itself counts once.'),
    weight: z.number().nonnegative().describe('Median of the trials, in `unit`, innermost only.'),
    lines: z
      .array(z.object({ line: z.int(), share: z.number().nonnegative() }).readonly())
      .readonly()
      .describe('Where it was inside the function, the largest first, of all trials.'),
  })
  .readonly();
/** A function that was seen often enough to be named. */
export type HotSpot = z.infer<typeof hotSpotSchema>;

const ownerShareSchema = z
  .object({ owner: ownerSchema, package: z.string().nullable(), share: shareSchema })
  .readonly();
/** How much of the whole one package, or Node.js itself, or the collector took. */
export type OwnerShare = z.infer<typeof ownerShareSchema>;

const overheadSchema = z
  .object({
    metric: z.string(),
    ratio: z.number().positive().describe('Profiled / plain: median over the pairs of trials.'),
    low: z.number().positive(),
    high: z.number().positive(),
    pairs: z.int().positive(),
  })
  .readonly();
/** What profiling cost the program, measured in trials without it beside those with it. */
export type ProfilingOverhead = z.infer<typeof overheadSchema>;

const treeSchema = z
  .object({
    parent: z.array(z.int()).readonly().describe('Index of the node above; −1: none.'),
    function: z.array(z.int().nonnegative()).readonly(),
    weight: z
      .array(z.number().nonnegative())
      .readonly()
      .describe('Innermost, with what was cut off below as too small, over all trials, in `unit`.'),
  })
  .readonly()
  .describe('Calls, without what is too small to be drawn; a parent stands before its children.');

export const PROFILE_SCHEMA = 'perf-harness/profile@1';
export const profileReportSchema = z
  .object({
    schema: z.literal(PROFILE_SCHEMA),
    id: z.string(),
    created_at: z.string(),
    scenario: z.string(),
    kind: z.string(),
    file: z.string().nullable().describe('Of the scenario; null: given on the command line.'),
    root: z.string().describe('Folder of the project, absolute.'),
    tool: z.string(),
    seed: z.int().nonnegative(),
    unit: z.enum(['ms', 'B', 'instructions', 'samples']),
    trials: z.int().nonnegative().describe('Profiled trials that came to their end.'),
    confidence: z
      .number()
      .min(0)
      .max(1)
      .describe('Of every interval: less than 0.95 where there are fewer than six trials.'),
    threads: z.number().nonnegative().describe('Median of the trials.'),
    samples: z.int().nonnegative().nullable().describe('Of all trials.'),
    busy: z
      .number()
      .nonnegative()
      .describe('Median of the trials: what was seen while the program was not idle, in `unit`.'),
    idle: shareSchema.nullable().describe('Of the whole; null: the tool does not see waiting.'),
    overhead: overheadSchema.nullable(),
    functions: z.array(functionSchema).readonly(),
    hot_spots: z.array(hotSpotSchema).readonly().describe('By their own share, the largest first.'),
    owners: z.array(ownerShareSchema).readonly().describe('The largest first.'),
    tree: treeSchema,
    duration_ms: z.number().nonnegative().describe('Of everything.'),
    environment: environmentSchema
      .nullable()
      .describe('null: the profile was taken elsewhere, and its file does not say where.'),
    findings: z.array(findingSchema).readonly(),
    state: z.enum(['completed', 'failed', 'interrupted']),
  })
  .readonly();
/** Where the time, memory or work of a scenario goes. */
export type ProfileReport = z.infer<typeof profileReportSchema>;
