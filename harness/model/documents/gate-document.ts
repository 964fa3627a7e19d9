import { z } from 'zod';
import {
  nonNegativeInteger,
  nullableNonNegativeNumber,
  nullableNumber,
  nullablePositiveInteger,
  nullableText,
  optionalText,
  positiveInteger,
} from '../described-value-schemas.ts';
import { EXIT } from '../exit-code.ts';
import { findingSchema } from '../finding.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { budgetResultSchema } from '../scenario/budget.ts';
import { INCONCLUSIVE_POLICIES } from '../scenario/inconclusive-gate-policy.ts';
import { runRecordSchema } from './run-record.ts';
import { comparisonReportSchema } from './run-report-and-comparison-document.ts';

const placeSchema = { scenario: z.string() };

const reproduceSchema = z
  .string()
  .describe('Command that repeats the decision, here or on your own machine.');

const refusalSchema = readonlyObject({
  limit: z.number().describe('Requested limit on the change, as a ratio: 0.01 for 1 %.'),
  floor: z
    .number()
    .describe('Smallest change, as a ratio, detectable with the maximum number of pairs.'),
  source: z
    .enum(['calibration', 'run'])
    .describe(
      'How the smallest detectable change was determined. calibration: before measuring; run: from the pairs of this gate.',
    ),
  most_pairs: positiveInteger.describe('Maximum number of pairs of the gate.'),
  needed_pairs: nullablePositiveInteger.describe(
    'Number of pairs required to verify the limit; null if impractically many.',
  ),
  needed_seconds: nullableNonNegativeNumber.describe('Time needed to measure the required pairs.'),
});
/** Reason why a limit cannot be verified on this machine, and what it would take. */
export type Refusal = z.infer<typeof refusalSchema>;

const changeCheckSchema = readonlyObject({
  type: z.literal('change'),
  ...placeSchema,
  metric: z.string(),
  against: z
    .enum(['base', 'baseline'])
    .describe(
      'Comparison that the check is based on. base: the live comparison with the base. baseline: the comparison with a stored baseline.',
    ),
  outcome: z
    .enum(['pass', 'fail', 'undecided', 'refused', 'incomparable', 'new'])
    .describe('new: the base has no such scenario, so there is nothing to regress from.'),
  stated: z
    .boolean()
    .describe('Whether the limit was requested; false: the default margin applies.'),
  reason: z.string().nullable(),
  refusal: refusalSchema.nullable(),
  reproduce: reproduceSchema,
  calibrate: optionalText.describe(
    'For a refused limit: command that shows what this machine can detect.',
  ),
});

const budgetCheckSchema = readonlyObject({
  type: z.literal('budget'),
  ...placeSchema,
  metric: z.string(),
  outcome: z
    .enum(['pass', 'fail', 'warned', 'undecided'])
    .describe('warned: over the limit (warning only).'),
  result: budgetResultSchema,
  trials: nonNegativeInteger.describe('Number of trials that the value is based on.'),
  needed_trials: nullablePositiveInteger.describe(
    'Number of trials that would probably give a conclusive result; null if the result is already conclusive or out of reach.',
  ),
  reproduce: reproduceSchema,
});

const scenarioCheckSchema = readonlyObject({
  type: z.literal('scenario'),
  ...placeSchema,
  outcome: z
    .enum(['failed', 'tool', 'blocked', 'interrupted'])
    .describe(
      'Why the head could not be measured; a scenario with an entry here has no other verdict.',
    ),
  reason: z.string(),
  reproduce: reproduceSchema,
});

/** Heading of checks that belong to no scenario. */
export const CHANGED_LINES = 'changed lines';

const pluginCheckSchema = z
  .looseObject({
    type: z
      .string()

      .describe('Name of the check, as passed to the option.'),
    scenario: z
      .literal(CHANGED_LINES)
      .describe(
        'Fixed text in place of a scenario: the check covers lines that changed since the base.',
      ),
    outcome: z
      .enum(['pass', 'fail', 'failed'])
      .describe('failed: the check could not evaluate everything.'),
    summary: z.string().describe('One-line verdict for the reader.'),
    detail: z.string().describe('Most severe problem found; empty if nothing fails.'),
    file: nullableText.describe('File with the most severe problem; null if nothing fails.'),
    reproduce: reproduceSchema,
  })
  .readonly()
  .describe('Check judged by a plugin, which may add its own keys.');

export const gateCheckSchema = z.union([
  z.discriminatedUnion('type', [changeCheckSchema, budgetCheckSchema, scenarioCheckSchema]),
  pluginCheckSchema,
]);
/** Check of a gate: of a change, of a budget, or that a scenario can be measured. */
export type GateCheck = z.infer<typeof gateCheckSchema>;
/** True for a check by a plugin, whose keys beyond the common ones are the plugin's own. */
export function isPluginCheck(check: GateCheck): check is PluginCheck {
  return 'summary' in check;
}

/** null: it is no check of a change. */
export function asChangeCheck(check: GateCheck): ChangeCheck | null {
  return !isPluginCheck(check) && check.type === 'change' ? check : null;
}

/** null: it is no check of a budget. */
export function asBudgetCheck(check: GateCheck): BudgetCheck | null {
  return !isPluginCheck(check) && check.type === 'budget' ? check : null;
}

/** Change of one metric, compared with its margin or allowed regression. */
export type ChangeCheck = z.infer<typeof changeCheckSchema>;
/** One metric of the head, compared with an absolute limit. */
export type BudgetCheck = z.infer<typeof budgetCheckSchema>;
/** Verdict of a plugin on the lines that changed since the base. */
export type PluginCheck = z.infer<typeof pluginCheckSchema>;
/** A scenario that could not be measured on the head. */
export type ScenarioCheck = z.infer<typeof scenarioCheckSchema>;

const gateOptionsSchema = readonlyObject({
  on_inconclusive: z
    .enum(INCONCLUSIVE_POLICIES)
    .describe(
      'Handling of inconclusive results. warn: reported, exit code 0; fail: exit code 3; pass: exit code 0 without a warning. The verdict is the same in all cases.',
    ),
  report_only: z.boolean().describe('Whether to exit with code 0 regardless of the verdict.'),
  require_baseline: z.boolean().describe('Whether a missing base or baseline is an error.'),
  budget_seconds: z
    .number()
    .positive()
    .nullable()
    .describe('Time budget for all scenarios together.'),
  confidence: z.number(),
  margin: nullableNumber.describe('Margin that replaces the default margins, as a ratio.'),
});
/** Options of a gate. */
export type GateOptions = z.infer<typeof gateOptionsSchema>;

const gateBaseSchema = readonlyObject({
  label: z.string().describe('Readable name of the base, such as origin/main.'),
  commit: z.string().describe('Full hash of the commit.'),
  how: z.string().describe('How the base was chosen, in words.'),
});
/** Commit that the head is compared with. */
export type GateBase = z.infer<typeof gateBaseSchema>;

export const gateVerdictSchema = z
  .enum([
    'pass',
    'fail',
    'inconclusive',
    'refused',
    'blocked',
    'incomparable',
    'failed',
    'interrupted',
  ])
  .describe(
    'failed: the head could not be measured; blocked: a check prevented measuring the head; refused: a limit is tighter than this machine can verify; incomparable: a base or baseline exists but cannot be used for a comparison; inconclusive: nothing failed, but some results are inconclusive.',
  );
/** Overall verdict of the gate. */
export type GateVerdict = z.infer<typeof gateVerdictSchema>;

export const GATE_SCHEMA = 'perf-harness/gate@1';
export const gateReportSchema = readonlyObject({
  schema: z.literal(GATE_SCHEMA),
  verdict: gateVerdictSchema,
  exit_code: z
    .literal(Object.values(EXIT))
    .describe('Exit code for the verdict, after applying report_only.'),
  options: gateOptionsSchema,
  base: gateBaseSchema
    .nullable()
    .describe(
      'Base of the comparison; null if there is none, in which case the findings explain why.',
    ),
  comparison: comparisonReportSchema
    .nullable()
    .describe(
      'Comparison of the head with the base, measured live on this machine; null means not measured.',
    ),
  baseline: comparisonReportSchema
    .nullable()
    .describe('Comparison of the head with a stored baseline; null means not requested.'),
  checks: z.array(gateCheckSchema).readonly().describe('All checks, most severe first.'),
  runs: z.array(runRecordSchema).readonly().describe('Runs of scenarios measured without a base.'),
  findings: z
    .array(findingSchema)
    .readonly()
    .describe('Findings that concern the whole gate rather than one scenario.'),
});
/** Result of a gate: all checks, and the evidence for them. */
export type GateReport = z.infer<typeof gateReportSchema>;

/** True for a check reported but never counted, over the limit or inconclusive: budget `warn`. */
export function isWarningOnly(check: GateCheck): boolean {
  return asBudgetCheck(check)?.result.level === 'warn';
}
