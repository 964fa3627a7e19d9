import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { checkResultSchema, timeSchema } from './behavior-check-result.ts';
import { listOf, readonlyObject } from './read-only-schemas.ts';

const failingBefore = listOf(z.string()).describe(
  'Tests, or commands of the test script, that fail without the change too; they say nothing about it.',
);
const testsSchema = z
  .discriminatedUnion('state', [
    readonlyObject({
      state: z.literal('passed'),
      command: z.string(),
      other_failure: z
        .nullable(z.string())
        .describe(
          'What fails with the change besides the tests, such as a linter; null means nothing does.',
        ),
      failing_before: failingBefore,
    }),
    readonlyObject({
      state: z.enum(['failed', 'fail-before']),
      command: z.string(),
      reason: z.string().describe('What failed.'),
      failing_before: failingBefore,
    }),
    readonlyObject({
      state: z.literal('absent'),
      command: z.null(),
      reason: z.string().describe('Why there are no tests to run.'),
    }),
  ])
  .describe(
    'passed: no test fails that passes without the change. fail-before: the tests fail without the change, and their output names no tests to compare. absent: there are no tests to run.',
  );
/** Result of the project's tests with a change applied. */
export type ProofTests = z.infer<typeof testsSchema>;

const gainSchema = readonlyObject({
  scenario: z.string(),
  benchmark: z
    .nullable(z.string())
    .describe('File of the benchmark that was measured; null: a scenario.'),
  metric: z.string(),
  verdict: coreSchemas.comparisonVerdict,
  ratio: z
    .nullable(z.number())
    .describe('Value with the change divided by the value without it; null means not measured.'),
  low: z.nullable(z.number()),
  high: z.nullable(z.number()),
  better: z.enum(['lower', 'higher']),
  reason: z
    .nullable(z.string())
    .describe('Why the comparison is inconclusive; null means it is conclusive.'),
});
/** Measurements of a scenario or a benchmark with and without a change. */
export type ProofGain = z.infer<typeof gainSchema>;

const placeSchema = readonlyObject({
  file: z.string(),
  line: z.int().positive().describe('After the change.'),
});
const ofPart = {
  places: listOf(placeSchema).describe('Hunks of the part, the one that it is named after first.'),
};
const measuredPart = {
  ...ofPart,
  gains: listOf(gainSchema).describe(
    'Measurements of the scenarios that gain, with and without the part.',
  ),
  calls: listOf(timeSchema).describe(
    'Times of recorded calls with and without the part, where no scenario gains.',
  ),
};
const partSchema = z.discriminatedUnion('state', [
  readonlyObject({ state: z.enum(['gains', 'no-gain', 'inconclusive']), ...measuredPart }),
  readonlyObject({
    state: z.literal('not-measured'),
    ...ofPart,
    reason: z.string().describe('Why the change was not measured without the part.'),
  }),
]);
/** Part of a change, and if the change is slower without it. */
export type ProofPart = z.infer<typeof partSchema>;

export const PROOF_SCHEMA = 'perf-harness/proof@1';
export const proofSchema = readonlyObject({
  schema: z.literal(PROOF_SCHEMA),
  change: z
    .discriminatedUnion('type', [
      readonlyObject({ type: z.literal('working-tree') }),
      readonlyObject({ type: z.enum(['branch', 'commit', 'range']), name: z.string() }),
      readonlyObject({
        type: z.literal('patch'),
        name: z.string().describe('File name as given; `-`: standard input.'),
      }),
    ])
    .describe('Change that was judged; working-tree: uncommitted and untracked files.'),
  base: z.string().describe('Commit before the change.'),
  files: listOf(z.string()).describe(
    'Files changed, relative to the project root, without those omitted.',
  ),
  omitted: listOf(
    readonlyObject({
      path: z.string(),
      reason: z.enum([
        'test or benchmark',
        'scenario',
        'lockfile',
        'documentation',
        'repository setting',
        'outside the project',
      ]),
    }),
  ).describe('Files of the change that stay as committed.'),
  size: readonlyObject({ added: z.int().nonnegative(), removed: z.int().nonnegative() }).describe(
    'Number of lines that the change adds and removes in these files.',
  ),
  outcome: z
    .enum(['proven-faster', 'no-difference', 'slower', 'differs', 'not-decided'])
    .describe(
      'proven-faster: no test fails because of the change, old and new code behave the same on recorded and generated calls, and measurements show a gain. no-difference: the same, and measurements show no relevant difference. differs: a test fails, or a call behaves differently.',
    ),
  tests: testsSchema,
  check: z
    .nullable(checkResultSchema)
    .describe(
      'Result of running the old and new code side by side; null means this stage was not reached.',
    ),
  gains: listOf(gainSchema).describe('Measured gains; empty: nothing was measured.'),
  unmeasured: z
    .nullable(z.string())
    .describe('Why nothing was measured; null means measurements exist.'),
  parts: listOf(partSchema).describe(
    'Parts of a change that is proven faster, each left out alone. no-gain: the rest is as fast without it. Empty: the change has one part, or its parts were not tried.',
  ),
  claim: z
    .nullable(
      readonlyObject({
        text: z.string().describe('Words of the claim: `30 % faster`.'),
        ratio: z.number().describe('Claimed time after the change divided by the time before.'),
        isReached: z
          .nullable(z.boolean())
          .describe(
            'True if the interval of the largest measured gain extends to the claim; null means no gain was measured.',
          ),
      }),
    )
    .describe('Gain claimed by the description of the change; null means it claims none.'),
  findings: listOf(coreSchemas.finding),
});
/** Result of `perf-harness prove`. */
export type Proof = z.infer<typeof proofSchema>;

export function proofJsonSchema(): object {
  return z.toJSONSchema(proofSchema);
}
