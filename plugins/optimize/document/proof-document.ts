import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { checkResultSchema, timeSchema } from './behavior-check-result.ts';

const failingBefore = z
  .array(z.string())
  .readonly()
  .describe(
    'Tests, or commands of the test script, that fail without the change too; they say nothing about it.',
  );
const testsSchema = z
  .discriminatedUnion('state', [
    z
      .object({
        state: z.literal('passed'),
        command: z.string(),
        other_failure: z
          .string()
          .nullable()
          .describe(
            'What fails with the change besides the tests, such as a linter; null means nothing does.',
          ),
        failing_before: failingBefore,
      })
      .readonly(),
    z
      .object({
        state: z.enum(['failed', 'fail-before']),
        command: z.string(),
        reason: z.string().describe('What failed.'),
        failing_before: failingBefore,
      })
      .readonly(),
    z
      .object({
        state: z.literal('absent'),
        command: z.null(),
        reason: z.string().describe('Why there are no tests to run.'),
      })
      .readonly(),
  ])
  .describe(
    'passed: no test fails that passes without the change. fail-before: the tests fail without the change, and their output names no tests to compare. absent: there are no tests to run.',
  );
/** Result of the project's tests with a change applied. */
export type ProofTests = z.infer<typeof testsSchema>;

const gainSchema = z
  .object({
    scenario: z.string(),
    benchmark: z
      .string()
      .nullable()
      .describe('File of the benchmark that was measured; null: a scenario.'),
    metric: z.string(),
    verdict: coreSchemas.comparisonVerdict,
    ratio: z
      .number()
      .nullable()
      .describe('Value with the change divided by the value without it; null means not measured.'),
    low: z.number().nullable(),
    high: z.number().nullable(),
    better: z.enum(['lower', 'higher']),
    reason: z
      .string()
      .nullable()
      .describe('Why the comparison is inconclusive; null means it is conclusive.'),
  })
  .readonly();
/** Measurements of a scenario or a benchmark with and without a change. */
export type ProofGain = z.infer<typeof gainSchema>;

const placeSchema = z
  .object({ file: z.string(), line: z.int().positive().describe('After the change.') })
  .readonly();
const ofPart = {
  places: z
    .array(placeSchema)
    .readonly()
    .describe('Hunks of the part, the one that it is named after first.'),
};
const measuredPart = {
  ...ofPart,
  gains: z
    .array(gainSchema)
    .readonly()
    .describe('Measurements of the scenarios that gain, with and without the part.'),
  calls: z
    .array(timeSchema)
    .readonly()
    .describe('Times of recorded calls with and without the part, where no scenario gains.'),
};
const partSchema = z.discriminatedUnion('state', [
  z.object({ state: z.enum(['gains', 'no-gain', 'inconclusive']), ...measuredPart }).readonly(),
  z
    .object({
      state: z.literal('not-measured'),
      ...ofPart,
      reason: z.string().describe('Why the change was not measured without the part.'),
    })
    .readonly(),
]);
/** Part of a change, and if the change is slower without it. */
export type ProofPart = z.infer<typeof partSchema>;

export const PROOF_SCHEMA = 'perf-harness/proof@1';
export const proofSchema = z
  .object({
    schema: z.literal(PROOF_SCHEMA),
    change: z
      .discriminatedUnion('type', [
        z.object({ type: z.literal('working-tree') }).readonly(),
        z.object({ type: z.enum(['branch', 'commit', 'range']), name: z.string() }).readonly(),
        z
          .object({
            type: z.literal('patch'),
            name: z.string().describe('File name as given; `-`: standard input.'),
          })
          .readonly(),
      ])
      .describe('Change that was judged; working-tree: uncommitted and untracked files.'),
    base: z.string().describe('Commit before the change.'),
    files: z
      .array(z.string())
      .readonly()
      .describe('Files changed, relative to the project root, without those omitted.'),
    omitted: z
      .array(
        z
          .object({
            path: z.string(),
            reason: z.enum([
              'test or benchmark',
              'scenario',
              'lockfile',
              'documentation',
              'repository setting',
              'outside the project',
            ]),
          })
          .readonly(),
      )
      .readonly()
      .describe('Files of the change that stay as committed.'),
    size: z
      .object({ added: z.int().nonnegative(), removed: z.int().nonnegative() })
      .readonly()
      .describe('Number of lines that the change adds and removes in these files.'),
    outcome: z
      .enum(['proven-faster', 'no-difference', 'slower', 'differs', 'not-decided'])
      .describe(
        'proven-faster: no test fails because of the change, old and new code behave the same on recorded and generated calls, and measurements show a gain. no-difference: the same, and measurements show no relevant difference. differs: a test fails, or a call behaves differently.',
      ),
    tests: testsSchema,
    check: checkResultSchema
      .nullable()
      .describe(
        'Result of running the old and new code side by side; null means this stage was not reached.',
      ),
    gains: z.array(gainSchema).readonly().describe('Measured gains; empty: nothing was measured.'),
    unmeasured: z
      .string()
      .nullable()
      .describe('Why nothing was measured; null means measurements exist.'),
    parts: z
      .array(partSchema)
      .readonly()
      .describe(
        'Parts of a change that is proven faster, each left out alone. no-gain: the rest is as fast without it. Empty: the change has one part, or its parts were not tried.',
      ),
    claim: z
      .object({
        text: z.string().describe('Words of the claim: `30 % faster`.'),
        ratio: z.number().describe('Claimed time after the change divided by the time before.'),
        isReached: z
          .boolean()
          .nullable()
          .describe(
            'True if the interval of the largest measured gain extends to the claim; null means no gain was measured.',
          ),
      })
      .readonly()
      .nullable()
      .describe('Gain claimed by the description of the change; null means it claims none.'),
    findings: z.array(coreSchemas.finding).readonly(),
  })
  .readonly();
/** Result of `perf-harness prove`. */
export type Proof = z.infer<typeof proofSchema>;

export function proofJsonSchema(): object {
  return z.toJSONSchema(proofSchema);
}
