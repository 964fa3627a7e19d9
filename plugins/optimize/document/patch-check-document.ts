import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { checkResultSchema } from './behavior-check-result.ts';

const testsSchema = z
  .object({
    state: z
      .enum(['passed', 'failed', 'fail-before', 'absent'])
      .describe(
        'fail-before: the tests also fail without the patch. absent: there are no tests to run.',
      ),
    command: z
      .string()
      .nullable()
      .describe('Test command that was run; null means no test command was found.'),
    reason: z.string().nullable().describe('What failed; null means nothing failed.'),
  })
  .readonly();
/** Result of the project's tests with a patch applied. */
export type PatchTests = z.infer<typeof testsSchema>;

const gainSchema = z
  .object({
    scenario: z.string(),
    metric: z.string(),
    verdict: coreSchemas.comparisonVerdict,
    ratio: z
      .number()
      .nullable()
      .describe('Value with the patch divided by the value without it; null means not measured.'),
    low: z.number().nullable(),
    high: z.number().nullable(),
    better: z.enum(['lower', 'higher']),
    reason: z
      .string()
      .nullable()
      .describe('Why the comparison is inconclusive; null means it is conclusive.'),
  })
  .readonly();
/** Measurements of a scenario with and without a patch. */
export type PatchGain = z.infer<typeof gainSchema>;

export const PATCH_CHECK_SCHEMA = 'perf-harness/patch-check@1';
export const patchCheckReportSchema = z
  .object({
    schema: z.literal(PATCH_CHECK_SCHEMA),
    patch: z.string().describe('File name as given; `-`: standard input.'),
    base: z.string().describe('Commit that the patch was applied to.'),
    files: z
      .array(z.string())
      .readonly()
      .describe('Files changed by the patch, relative to the project root.'),
    size: z
      .object({ added: z.int().nonnegative(), removed: z.int().nonnegative() })
      .readonly()
      .describe('Number of lines that the patch adds and removes.'),
    outcome: z
      .enum(['faster', 'no-gain', 'slower', 'differs', 'tests-fail', 'unjudged'])
      .describe(
        'faster: the tests pass, the behavior is unchanged, and the measurements show that the patched code is faster.',
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
    findings: z.array(coreSchemas.finding).readonly(),
  })
  .readonly();
/** Result of `optimize validate` for a patch. */
export type PatchCheckReport = z.infer<typeof patchCheckReportSchema>;

export function patchCheckJsonSchema(): object {
  return z.toJSONSchema(patchCheckReportSchema);
}
