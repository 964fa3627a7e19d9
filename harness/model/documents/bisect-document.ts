import { z } from 'zod';
import {
  nonNegativeNumber,
  nullableNumber,
  nullablePositiveInteger,
  nullableText,
  positiveInteger,
} from '../described-value-schemas.ts';
import { findingSchema } from '../finding.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import {
  type ComparisonReport,
  comparedSideSchema,
  comparisonReportSchema,
} from './run-report-and-comparison-document.ts';

/** Typed by name: inlined twice into another schema, the type is too deep for the compiler. */
const comparisonSchema: z.ZodType<ComparisonReport> = comparisonReportSchema;

const bisectedChangeSchema = readonlyObject({
  label: z
    .string()
    .describe(
      'Abbreviated commit hash, `name@1.0.0 → 1.1.0` for a dependency, or `NAME: 1 → 2` for a variable.',
    ),
  commit: nullableText.describe('Full commit hash; null if the change is not a commit.'),
  subject: nullableText.describe('First line of the commit message.'),
  author: z.string().nullable(),
  date: nullableText.describe('When the commit was authored, ISO 8601.'),
});
/** Change between good and bad. */
export type BisectedChange = z.infer<typeof bisectedChangeSchema>;

const stretchSchema = readonlyObject({
  first: positiveInteger.describe(
    'Position of the first change in the list of changes, counting from 1.',
  ),
  last: z.int().positive(),
  probability: z
    .number()
    .describe('Probability that one of these changes caused the shift in the metric.'),
});
/** Changes that follow each other, with the probability that the step is among them. */
export type Stretch = z.infer<typeof stretchSchema>;

const pairSchema = z
  .tuple([
    z.number().describe('Metric value at the good end of the range.'),
    z.number().describe('Metric value at the measured position.'),
  ])
  .readonly();

const bisectStepSchema = readonlyObject({
  at: positiveInteger.describe(
    'Number of changes that the measured version includes, counted from the good end.',
  ),
  pairs: z
    .array(pairSchema)
    .readonly()
    .describe('Measured pairs of values, in the unit of the metric.'),
  ratio: nullableNumber.describe(
    'Metric value at the measured position divided by the value at the good end, over all pairs measured there; null if there are no pairs or the ratio is undefined.',
  ),
  untestable: nullableText.describe(
    'Why the position could not be measured; the search skips it from then on.',
  ),
  left: stretchSchema.describe(
    'Shortest range of changes that contains the cause with the required confidence.',
  ),
  likeliest: stretchSchema.describe(
    'Most likely group of changes that cannot be tested separately.',
  ),
  duration_ms: z.number().nonnegative(),
});
/** Step of the search: the measurement at one position, and the state afterwards. */
export type BisectStep = z.infer<typeof bisectStepSchema>;

const confirmationSchema = readonlyObject({
  ...stretchSchema.unwrap().shape,
  files: z
    .array(z.string())
    .readonly()
    .describe('Files changed by the commits of the range, relative to the repository root.'),
  against: z
    .enum(['parent', 'none'])
    .describe(
      'Which other changes are present while these are tested. parent: all earlier changes, on both sides of the comparison. none: these changes are tested alone.',
    ),
  comparison: comparisonSchema,
  confirmed: z.boolean(),
});
/** Result of the search, measured again on fresh pairs. */
export type BisectConfirmation = z.infer<typeof confirmationSchema>;

const estimateSchema = readonlyObject({
  method: z
    .enum(['stepwise', 'every'])
    .describe(
      'stepwise: bisection, measuring each tested commit until the result is conclusive. every: the same measurement for every commit.',
    ),
  pairs: z.int().nonnegative(),
  duration_ms: z.number().nonnegative(),
});
/** Estimated cost of another method: the decisions it needs, each as long as that of the ends. */
export type BisectEstimate = z.infer<typeof estimateSchema>;

const againSchema = readonlyObject({
  options: z
    .string()
    .describe(
      'Options that set the verdict criteria and the project location, shell-quoted, for example `--margin 1%`.',
    ),
  target: z.string().describe('Scenario to measure: its name, files, or `--` and a command.'),
  max_time_ms: z
    .number()
    .positive()
    .nullable()
    .describe('Time limit for each tested position; null means the default limit.'),
  max_pairs: nullablePositiveInteger.describe(
    'Maximum number of pairs that the search may measure; null means the default limit.',
  ),
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
  changes: z
    .array(bisectedChangeSchema)
    .readonly()
    .describe('Changes between the good end and the bad end, oldest first.'),
  ends: comparisonSchema.describe(
    'Comparison of the good end with the bad end, which must differ.',
  ),
  steps: z.array(bisectStepSchema).readonly(),
  confirmations: z
    .array(confirmationSchema)
    .readonly()
    .describe('The last entry gives the result; earlier entries were not confirmed.'),
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
      'range: confirmed, but several changes are indistinguishable. undecided: pairs or time ran out.',
    ),
  pairs: readonlyObject({
    ends: z.int().nonnegative(),
    search: z.int().nonnegative(),
    confirmation: z.int().nonnegative(),
  }).describe('Number of pairs measured in each phase of the bisection, excluding warm-up.'),
  duration_ms: z.number().nonnegative(),
  measuring_ms: nonNegativeNumber.describe(
    'Part of duration_ms spent measuring, excluding snapshots, installation and builds.',
  ),
  estimates: z.array(estimateSchema).readonly(),
  findings: z.array(findingSchema).readonly(),
  again: againSchema.describe('Options and target of a command that repeats the search.'),
});
/** Result of a bisection: the change that caused the step, and the evidence for it. */
export type BisectReport = z.infer<typeof bisectReportSchema>;
