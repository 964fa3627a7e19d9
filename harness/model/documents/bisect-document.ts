import { z } from 'zod';
import { findingSchema } from '../finding.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import {
  type ComparisonReport,
  comparedSideSchema,
  comparisonReportSchema,
} from './comparison-document.ts';

/** Typed by name: inlined twice into another schema, the type is too deep for the compiler. */
const comparisonSchema: z.ZodType<ComparisonReport> = comparisonReportSchema;

const bisectedChangeSchema = readonlyObject({
  label: z.string().describe('The commit, shortened; `name@1.0.0 → 1.1.0`; or `NAME: 1 → 2`.'),
  commit: z.string().nullable().describe('Whole name; null: the change is no commit.'),
  subject: z.string().nullable().describe('First line of the commit message.'),
  author: z.string().nullable(),
  date: z.string().nullable().describe('When the commit was authored, ISO 8601.'),
});
/** Change between good and bad. */
export type BisectedChange = z.infer<typeof bisectedChangeSchema>;

const stretchSchema = readonlyObject({
  first: z.int().positive().describe('Number of the first change, from 1.'),
  last: z.int().positive(),
  probability: z.number().describe('That the step is one of these.'),
});
/** Changes that follow each other, with the probability that the step is among them. */
export type Stretch = z.infer<typeof stretchSchema>;

const pairSchema = z
  .tuple([z.number().describe('Of the good end.'), z.number().describe('Of the measured place.')])
  .readonly();

const bisectStepSchema = readonlyObject({
  at: z.int().positive().describe('How many of the changes the measured side had.'),
  pairs: z.array(pairSchema).readonly().describe('In the unit of the metric, as measured.'),
  ratio: z
    .number()
    .nullable()
    .describe('Place / good end over all pairs that were measured there; null: none, or no ratio.'),
  untestable: z
    .string()
    .nullable()
    .describe('Why it could not be measured; it is left out from then on.'),
  left: stretchSchema.describe('The shortest stretch that the step is in with the confidence.'),
  likeliest: stretchSchema.describe('Changes that no testable place separates.'),
  duration_ms: z.number().nonnegative(),
});
/** Step of the search: the measurement at one position, and the state afterwards. */
export type BisectStep = z.infer<typeof bisectStepSchema>;

const confirmationSchema = readonlyObject({
  ...stretchSchema.unwrap().shape,
  files: z
    .array(z.string())
    .readonly()
    .describe('What the commits of the stretch change, from the top of the repository.'),
  against: z
    .enum(['parent', 'none'])
    .describe('parent: with all earlier changes on both sides. none: this change alone.'),
  comparison: comparisonSchema,
  confirmed: z.boolean(),
});
/** Result of the search, measured again on fresh pairs. */
export type BisectConfirmation = z.infer<typeof confirmationSchema>;

const estimateSchema = readonlyObject({
  method: z
    .enum(['stepwise', 'every'])
    .describe('stepwise: halving, a full decision at each commit. every: one at all commits.'),
  pairs: z.int().nonnegative(),
  duration_ms: z.number().nonnegative(),
});
/** Estimated cost of another method: the decisions it needs, each as long as that of the ends. */
export type BisectEstimate = z.infer<typeof estimateSchema>;

const againSchema = readonlyObject({
  options: z
    .string()
    .describe('What decides, and where the project is, as a shell takes it: `--margin 1%`.'),
  target: z
    .string()
    .describe('What the scenario is found by: its name, files, or `--` and a command.'),
  max_time_ms: z.number().positive().nullable().describe('Of a decision; null: the default.'),
  max_pairs: z.int().positive().nullable().describe('Of the search; null: the default.'),
});
/** Arguments of a command that repeats a bisection, apart from its ends. */
export type BisectAgain = z.infer<typeof againSchema>;

export const BISECT_SCHEMA = 'perf-harness/bisect@1';
export const bisectReportSchema = readonlyObject({
  schema: z.literal(BISECT_SCHEMA),
  over: z.enum(['commits', 'dependencies', 'variables']),
  good: comparedSideSchema,
  bad: comparedSideSchema,
  scenario: z.string(),
  metric: z.string(),
  unit: z.string(),
  seed: z.int().nonnegative(),
  confidence: z.number().describe('Posterior probability at which the search stops.'),
  changes: z.array(bisectedChangeSchema).readonly().describe('From good to bad, oldest first.'),
  ends: comparisonSchema.describe('Good against bad: they must differ.'),
  steps: z.array(bisectStepSchema).readonly(),
  confirmations: z
    .array(confirmationSchema)
    .readonly()
    .describe('The last one decides; those before it were not confirmed.'),
  outcome: z
    .enum([
      'found',
      'range',
      'not-confirmed',
      'undecided',
      'ends-alike',
      'ends-undecided',
      'ends-incomparable',
      'interrupted',
    ])
    .describe(
      'range: confirmed, but several changes cannot be told apart. undecided: pairs or time ran out.',
    ),
  pairs: readonlyObject({
    ends: z.int().nonnegative(),
    search: z.int().nonnegative(),
    confirmation: z.int().nonnegative(),
  }).describe('Pairs measured in each part, warm-up not counted.'),
  duration_ms: z.number().nonnegative(),
  measuring_ms: z
    .number()
    .nonnegative()
    .describe('Of it, without making snapshots, installing and building.'),
  estimates: z.array(estimateSchema).readonly(),
  findings: z.array(findingSchema).readonly(),
  again: againSchema.describe('Options and target of a command that searches again.'),
});
/** Result of a bisection: the change that caused the step, and the evidence for it. */
export type BisectReport = z.infer<typeof bisectReportSchema>;
