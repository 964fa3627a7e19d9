import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { auditContextSchema, auditSourceSchema } from './audit-context.ts';
import { auditScenarioSchema, measuredFindingSchema } from './audit-measurements.ts';
import { AUDIT_SEVERITIES } from './audit-severities.ts';

export const auditSeveritySchema = z.enum(AUDIT_SEVERITIES);
/** Severity of a finding. */
export type AuditSeverity = z.infer<typeof auditSeveritySchema>;

/** Names of packs, whose auditors run only on request. */
export const AUDIT_PACKS = ['lifecycle'] as const;
/** Name of a pack of auditors that run only on request. */
export type AuditPack = (typeof AUDIT_PACKS)[number];

export const auditEffortSchema = z
  .enum(['S', 'M', 'L'])
  .describe('To mend it: S less than an hour, M one to four hours, L more.');
/** Effort of fixing a finding. */
export type AuditEffort = z.infer<typeof auditEffortSchema>;

export const severityCountsSchema = z
  .object({
    critical: z.int().nonnegative(),
    high: z.int().nonnegative(),
    medium: z.int().nonnegative(),
    low: z.int().nonnegative(),
  })
  .readonly();
/** Number of findings by severity. */
export type SeverityCounts = z.infer<typeof severityCountsSchema>;

const placeSchema = z
  .object({
    file: z.string().describe('From the root of the project, with slashes.'),
    line: z.int().positive(),
    text: z.string().describe('What stands there and matters, one sentence without its full stop.'),
  })
  .readonly();
/** Place that supports a finding: the caller, the start of a transaction, the loop. */
export type AuditEvidence = z.infer<typeof placeSchema>;

const found = {
  rule: z.string().describe('Id of the rule, kebab-case.'),
  check: z.string().describe('Id of the check of its auditor that the rule belongs to.'),
  location: z.string().describe('path:line, from the root of the project.'),
  file: z.string(),
  line: z.int().positive(),
  end_line: z.int().positive(),
};

export const auditFindingSchema = z
  .object({
    ...found,
    severity: auditSeveritySchema,
    issue: z.string().describe('What was found, with the names that stand there.'),
    principle: z.string().describe('Category / Rule.'),
    recommendation: z.string(),
    effort: auditEffortSchema,
    needs_context: z
      .string()
      .nullable()
      .describe('What would have to be known to be sure; such a finding is LOW. null: it is sure.'),
    evidence: z.array(placeSchema).readonly(),
    domain: z.string().nullable().describe('Part of the project that was asked for.'),
    measured: measuredFindingSchema.optional(),
  })
  .readonly();
/** A place that a rule has confirmed, or could not clear. */
export type AuditFinding = z.infer<typeof auditFindingSchema>;

const dismissedSchema = z
  .object({ ...found, reason: z.string(), measured: measuredFindingSchema.optional() })
  .readonly()
  .describe('It has the shape of a finding and is none.');
/** Place that a rule matches and its context exempts. */
export type DismissedCandidate = z.infer<typeof dismissedSchema>;

const advisorySchema = z
  .object({ finding: auditFindingSchema, reason: z.string() })
  .readonly()
  .describe('A finding that counts for nothing, and why: [Planned: ADR-0007].');
/** Known and planned finding, which is listed but does not count. */
export type AdvisoryFinding = z.infer<typeof advisorySchema>;

const suppressedSchema = z
  .object({
    finding: auditFindingSchema,
    by: z
      .enum(['comment', 'baseline'])
      .describe('comment: one in the code says why. baseline: it was known before.'),
    reason: z.string(),
  })
  .readonly()
  .describe('A finding that its project has answered; it counts for nothing and stays listed.');
/** A finding that its project has answered, by a comment or a baseline. */
export type SuppressedFinding = z.infer<typeof suppressedSchema>;

export const auditCheckSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z
      .enum(['passed', 'failed', 'warning', 'skipped', 'error'])
      .describe('skipped: it does not apply here. error: the check itself failed.'),
    details: z.string(),
  })
  .readonly();
/** Result of one check of an auditor. */
export type AuditCheck = z.infer<typeof auditCheckSchema>;

const counted = {
  auditor: z.string().describe('Number of the auditor, such as 651.'),
  category: z.string(),
  priority: z.enum(['HIGH', 'MEDIUM']),
};
export const auditCategorySchema = z.discriminatedUnion('status', [
  z
    .object({
      ...counted,
      status: z.literal('completed'),
      score: z
        .number()
        .min(0)
        .max(10)
        .nullable()
        .describe('null: a check of it failed, or nothing was read, so that it is not known.'),
      total_issues: z.int().nonnegative(),
      severity_counts: severityCountsSchema,
      checks: z.array(auditCheckSchema).readonly(),
      findings: z.array(auditFindingSchema).readonly(),
      advisory: z.array(advisorySchema).readonly(),
      dismissed: z.array(dismissedSchema).readonly(),
      suppressed: z.array(suppressedSchema).readonly(),
      remarks: z
        .array(coreSchemas.finding)
        .readonly()
        .describe('About what answers findings: comments without a reason or without a finding.'),
    })
    .readonly(),
  z
    .object({ ...counted, status: z.enum(['skipped', 'error']), reason: z.string() })
    .readonly()
    .describe('It has no score, and is left out of the overall one.'),
]);
/** Result of one auditor. */
export type AuditCategory = z.infer<typeof auditCategorySchema>;
/** The category of an auditor that has finished. */
export type CompletedCategory = Extract<AuditCategory, { status: 'completed' }>;

const selfCheckSchema = z
  .object({ item: z.string(), done: z.boolean(), evidence: z.string() })
  .readonly();
/** Step that an audit must have completed. */
export type AuditSelfCheck = z.infer<typeof selfCheckSchema>;

export const AUDIT_SCHEMA = 'perf-harness/audit@1';
export const auditReportSchema = z
  .object({
    schema: z.literal(AUDIT_SCHEMA),
    root: z.string().describe('Folder that was looked at, absolute.'),
    date: z.string().describe('YYYY-MM-DD.'),
    domain_mode: z.enum(['global', 'domain-aware']),
    domain: z.string().nullable().describe('Part of the project that was asked for; null: all.'),
    scan_path: z.string().describe('Folder that findings may be in, absolute.'),
    context: auditContextSchema,
    categories: z.array(auditCategorySchema).readonly(),
    overall_score: z
      .number()
      .nullable()
      .describe('Mean of the scores of the categories that have one; null: none has.'),
    severity_summary: severityCountsSchema,
    sources: z
      .array(auditSourceSchema)
      .readonly()
      .describe('What the rules that found something rest on.'),
    self_check: z.array(selfCheckSchema).readonly(),
    skipped: z
      .array(z.object({ file: z.string(), reason: z.string() }).readonly())
      .readonly()
      .describe('Files that were not understood.'),
    scenario: auditScenarioSchema
      .optional()
      .describe('What the running program showed. Absent: no scenario was asked for.'),
    findings: z.array(coreSchemas.finding).readonly().describe('About the whole command.'),
    verdict: z
      .enum(['pass', 'fail'])
      .describe(
        'fail: there is a finding as severe as was asked for, or a self-check is not done.',
      ),
  })
  .readonly();
/** Output of `perf-harness audit`. */
export type AuditReport = z.infer<typeof auditReportSchema>;
