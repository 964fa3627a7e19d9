import { z } from 'zod';
import { EXIT } from '../exit-code.ts';
import { findingSchema } from '../finding.ts';
import { readonlyObject } from '../readonly-object-schema.ts';
import { budgetResultSchema } from '../scenario/budget.ts';
import { INCONCLUSIVE_POLICIES } from '../scenario/inconclusive-gate-policy.ts';
import { comparisonReportSchema } from './comparison-document.ts';
import { runRecordSchema } from './run-record.ts';

const placeSchema = { scenario: z.string() };

const reproduceSchema = z
  .string()
  .describe('Command that decides the same again, here or on a machine of your own.');

const refusalSchema = readonlyObject({
  limit: z.number().describe('Allowed change that was asked for, as a ratio: 0.01 for 1 %.'),
  floor: z
    .number()
    .describe('Smallest change, as a ratio, that can be seen with the most pairs allowed.'),
  source: z
    .enum(['calibration', 'run'])
    .describe('calibration: known before measuring; run: seen in the pairs of this gate.'),
  most_pairs: z.int().positive().describe('Pairs that the gate may take.'),
  needed_pairs: z
    .int()
    .positive()
    .nullable()
    .describe('Pairs that the limit would take; null: more than anyone would wait for.'),
  needed_seconds: z.number().nonnegative().nullable().describe('The time that those take.'),
});
/** Reason why a limit cannot be verified on this machine, and what it would take. */
export type Refusal = z.infer<typeof refusalSchema>;

const changeCheckSchema = readonlyObject({
  type: z.literal('change'),
  ...placeSchema,
  metric: z.string(),
  against: z
    .enum(['base', 'baseline'])
    .describe('Which comparison of the document it rests on: measured live, or stored.'),
  outcome: z
    .enum(['pass', 'fail', 'undecided', 'refused', 'incomparable', 'new'])
    .describe('new: the base has no such scenario, so there is nothing that it could break.'),
  stated: z.boolean().describe('The limit was asked for; false: it is the default margin.'),
  reason: z.string().nullable(),
  refusal: refusalSchema.nullable(),
  reproduce: reproduceSchema,
  calibrate: z
    .string()
    .optional()
    .describe('Of a refused limit: command that shows what this machine can tell.'),
});

const budgetCheckSchema = readonlyObject({
  type: z.literal('budget'),
  ...placeSchema,
  metric: z.string(),
  outcome: z
    .enum(['pass', 'fail', 'warned', 'undecided'])
    .describe('warned: broken, but of level warn.'),
  result: budgetResultSchema,
  trials: z.int().nonnegative().describe('Units behind the value.'),
  needed_trials: z
    .int()
    .positive()
    .nullable()
    .describe('Units that would probably decide it; null: decided, or not to be had.'),
  reproduce: reproduceSchema,
});

const scenarioCheckSchema = readonlyObject({
  type: z.literal('scenario'),
  ...placeSchema,
  outcome: z
    .enum(['failed', 'tool', 'blocked', 'interrupted'])
    .describe('Why the head could not be measured; such a scenario has no other verdict.'),
  reason: z.string(),
  reproduce: reproduceSchema,
});

/** Heading of checks that belong to no scenario. */
export const CHANGED_LINES = 'changed lines';

const pluginCheckSchema = z
  .looseObject({
    type: z
      .string()

      .describe('Name of the check, as the option asks for it.'),
    scenario: z
      .literal(CHANGED_LINES)
      .describe('Of no scenario: lines that changed since the base.'),
    outcome: z.enum(['pass', 'fail', 'failed']).describe('failed: not all of it could be judged.'),
    summary: z.string().describe('The verdict in a line, for people.'),
    detail: z.string().describe('The most severe of what was found; empty: nothing fails.'),
    file: z.string().nullable().describe('File of that; null: nothing fails.'),
    reproduce: reproduceSchema,
  })
  .readonly()
  .describe('Judged by a plugin, with keys of its own.');

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
      'warn: told, exit 0; fail: exit 3; pass: exit 0, not even a warning. The verdict is the same.',
    ),
  report_only: z.boolean().describe('Exit 0 whatever the verdict is.'),
  require_baseline: z.boolean().describe('A missing base or baseline is an error.'),
  budget_seconds: z.number().positive().nullable().describe('Time for all scenarios together.'),
  confidence: z.number(),
  margin: z.number().nullable().describe('In place of the default margins, as a ratio.'),
});
/** Options of a gate. */
export type GateOptions = z.infer<typeof gateOptionsSchema>;

const gateBaseSchema = readonlyObject({
  label: z.string().describe('The base as people know it, such as origin/main.'),
  commit: z.string().describe('Whole name of the commit.'),
  how: z.string().describe('How it was chosen, in words.'),
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
    'failed: the head could not be measured; blocked: a check kept it from being measured; refused: a limit is tighter than this machine can hold; incomparable: a base or baseline is there and cannot be compared with; inconclusive: nothing failed, but not everything was decided.',
  );
/** Overall verdict of the gate. */
export type GateVerdict = z.infer<typeof gateVerdictSchema>;

export const GATE_SCHEMA = 'perf-harness/gate@1';
export const gateReportSchema = readonlyObject({
  schema: z.literal(GATE_SCHEMA),
  verdict: gateVerdictSchema,
  exit_code: z
    .literal(Object.values(EXIT))
    .describe('What the verdict comes to, report_only taken into account.'),
  options: gateOptionsSchema,
  base: gateBaseSchema.nullable().describe('null: nothing to compare with; findings say why.'),
  comparison: comparisonReportSchema
    .nullable()
    .describe('Head against base, measured live on this machine; null: not done.'),
  baseline: comparisonReportSchema
    .nullable()
    .describe('Head against a stored baseline; null: none was asked for.'),
  checks: z
    .array(gateCheckSchema)
    .readonly()
    .describe('Everything that was judged, the gravest first.'),
  runs: z
    .array(runRecordSchema)
    .readonly()
    .describe('Of scenarios that were measured without a base.'),
  findings: z.array(findingSchema).readonly().describe('About the whole gate.'),
});
/** Result of a gate: all checks, and the evidence for them. */
export type GateReport = z.infer<typeof gateReportSchema>;

/** True for a check reported but never counted, over the limit or inconclusive: budget `warn`. */
export function isWarningOnly(check: GateCheck): boolean {
  return asBudgetCheck(check)?.result.level === 'warn';
}
