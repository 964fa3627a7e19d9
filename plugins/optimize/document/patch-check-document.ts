import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { checkResultSchema } from './behavior-check-result.ts';

const testsSchema = z
  .object({
    state: z
      .enum(['passed', 'failed', 'fail-before', 'absent'])
      .describe('fail-before: without the patch too. absent: there are none to run.'),
    command: z.string().nullable().describe('null: none was found.'),
    reason: z.string().nullable().describe('What failed; null: nothing.'),
  })
  .readonly();
/** Result of the project's tests with a patch applied. */
export type PatchTests = z.infer<typeof testsSchema>;

const gainSchema = z
  .object({
    scenario: z.string(),
    metric: z.string(),
    verdict: coreSchemas.comparisonVerdict,
    ratio: z.number().nullable().describe('With the patch / without it; null: not measured.'),
    low: z.number().nullable(),
    high: z.number().nullable(),
    better: z.enum(['lower', 'higher']),
    reason: z.string().nullable().describe('Why nothing can be said; null: something can.'),
  })
  .readonly();
/** Measurements of a scenario with and without a patch. */
export type PatchGain = z.infer<typeof gainSchema>;

export const PATCH_CHECK_SCHEMA = 'perf-harness/patch-check@1';
export const patchCheckReportSchema = z
  .object({
    schema: z.literal(PATCH_CHECK_SCHEMA),
    patch: z.string().describe('Its file, as it was named; `-`: standard input.'),
    base: z.string().describe('The commit that it was applied to.'),
    files: z
      .array(z.string())
      .readonly()
      .describe('That it changes, from the root of the project.'),
    size: z
      .object({ added: z.int().nonnegative(), removed: z.int().nonnegative() })
      .readonly()
      .describe('Lines that it adds and removes.'),
    outcome: z
      .enum(['faster', 'no-gain', 'slower', 'differs', 'tests-fail', 'unjudged'])
      .describe('faster: the tests pass, it does the same, and it is faster in what was measured.'),
    tests: testsSchema,
    check: checkResultSchema
      .nullable()
      .describe('The old and the new code side by side; null: it did not come to that.'),
    gains: z.array(gainSchema).readonly().describe('Empty: nothing was measured.'),
    unmeasured: z.string().nullable().describe('Why nothing was measured; null: something was.'),
    findings: z.array(coreSchemas.finding).readonly(),
  })
  .readonly();
/** Result of `optimize validate` for a patch. */
export type PatchCheckReport = z.infer<typeof patchCheckReportSchema>;

export function patchCheckJsonSchema(): object {
  return z.toJSONSchema(patchCheckReportSchema);
}
