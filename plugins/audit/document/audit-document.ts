import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { AUDIT_SEVERITIES } from './audit-severities.ts';
import { auditContextSchema, auditSourceSchema } from './audited-project-context-schema.ts';
import {
  auditScenarioSchema,
  measuredFindingSchema,
} from './runtime-measurements-in-audit-report-schema.ts';

export const auditSeveritySchema = z.enum(AUDIT_SEVERITIES);
/** Severity of a finding. */
export type AuditSeverity = z.infer<typeof auditSeveritySchema>;

/** Names of packs, whose auditors run only on request. */
export const AUDIT_PACKS = ['lifecycle'] as const;
/** Name of a pack of auditors that run only on request. */
export type AuditPack = (typeof AUDIT_PACKS)[number];

/** Evidence for a finding, the strongest first. */
export const EVIDENCE_CLASSES = ['measured', 'certain', 'suspected'] as const;
const evidenceClassSchema = z
  .enum(EVIDENCE_CLASSES)
  .describe(
    'measured: the tests or the scenario show the defect. certain: the text alone proves it. suspected: everything else.',
  );
export type EvidenceClass = z.infer<typeof evidenceClassSchema>;

export const auditEffortSchema = z
  .enum(['S', 'M', 'L'])
  .describe('Effort to fix. S: less than an hour. M: one to four hours. L: more.');
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
    file: z.string().describe('Relative to the project root, with forward slashes.'),
    line: z.int().positive(),
    text: z
      .string()
      .describe('Relevant fact about this location, as one sentence without a full stop.'),
  })
  .readonly();
/** Place that supports a finding: the caller, the start of a transaction, the loop. */
export type AuditEvidence = z.infer<typeof placeSchema>;

const found = {
  rule: z.string().describe('Rule id, in kebab-case.'),
  check: z.string().describe('Id of the auditor check that the rule belongs to.'),
  location: z.string().describe('path:line, relative to the project root.'),
  file: z.string(),
  line: z.int().positive(),
  end_line: z.int().positive(),
};

export const auditFindingSchema = z
  .object({
    ...found,
    severity: auditSeveritySchema,
    evidence_class: evidenceClassSchema,
    issue: z.string().describe('Description of the finding, with the names used in the code.'),
    principle: z.string().describe('Category / Rule.'),
    recommendation: z.string(),
    effort: auditEffortSchema,
    needs_context: z
      .string()
      .nullable()
      .describe(
        'Information needed to confirm the finding, which is rated LOW until then; null means no information is missing.',
      ),
    evidence: z.array(placeSchema).readonly(),
    domain: z.string().nullable().describe('Name of the audited part of the project.'),
    measured: measuredFindingSchema.optional(),
  })
  .readonly();
/** A place that a rule has confirmed, or could not clear. */
export type AuditFinding = z.infer<typeof auditFindingSchema>;

const dismissedSchema = z
  .object({ ...found, reason: z.string(), measured: measuredFindingSchema.optional() })
  .readonly()
  .describe('A location that matches a rule but is not a finding.');
/** Place that a rule matches and its context exempts. */
export type DismissedCandidate = z.infer<typeof dismissedSchema>;

const advisorySchema = z
  .object({ finding: auditFindingSchema, reason: z.string() })
  .readonly()
  .describe('A finding that does not count, with the reason, such as [Planned: ADR-0007].');
/** Known and planned finding, which is listed but does not count. */
export type AdvisoryFinding = z.infer<typeof advisorySchema>;

const suppressedSchema = z
  .object({
    finding: auditFindingSchema,
    by: z
      .enum(['comment', 'baseline'])
      .describe(
        'comment: a code comment gives the reason. baseline: the finding was already known.',
      ),
    reason: z.string(),
  })
  .readonly()
  .describe('A finding suppressed by the project; it is still listed but not counted.');
/** A finding that its project has answered, by a comment or a baseline. */
export type SuppressedFinding = z.infer<typeof suppressedSchema>;

export const auditCheckSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z
      .enum(['passed', 'failed', 'warning', 'skipped', 'error'])
      .describe('skipped: the check does not apply. error: the check itself failed.'),
    details: z.string(),
  })
  .readonly();
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
        .describe(
          'Score of the category; null means unknown, because a check failed or nothing was read.',
        ),
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
        .describe(
          'Problems with suppressions: comments without a reason or without a matching finding.',
        ),
    })
    .readonly(),
  z
    .object({ ...counted, status: z.enum(['skipped', 'error']), reason: z.string() })
    .readonly()
    .describe('The category has no score and is left out of the overall score.'),
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
    root: z.string().describe('Absolute path of the audited folder.'),
    date: z.string().describe('YYYY-MM-DD.'),
    domain_mode: z.enum(['global', 'domain-aware']),
    domain: z
      .string()
      .nullable()
      .describe('Name of the audited part of the project; null means all of it.'),
    scan_path: z.string().describe('Absolute path of the folder that findings are limited to.'),
    context: auditContextSchema,
    categories: z.array(auditCategorySchema).readonly(),
    overall_score: z
      .number()
      .nullable()
      .describe('Mean of the category scores; null means no category has a score.'),
    severity_summary: severityCountsSchema,
    counts_suspected: z
      .boolean()
      .describe(
        'True if suspected findings can fail the audit and are listed everywhere (--suspected).',
      ),
    sources: z
      .array(auditSourceSchema)
      .readonly()
      .describe('Sources of the rules that reported findings.'),
    self_check: z.array(selfCheckSchema).readonly(),
    skipped: z
      .array(z.object({ file: z.string(), reason: z.string() }).readonly())
      .readonly()
      .describe('Files that could not be analysed.'),
    scenario: auditScenarioSchema
      .optional()
      .describe('Observations from the running program. Absent: no scenario was requested.'),
    findings: z
      .array(coreSchemas.finding)
      .readonly()
      .describe('Problems that concern the audit as a whole.'),
    verdict: z
      .enum(['pass', 'fail'])
      .describe(
        'fail: a counted finding reaches the requested severity, or a self-check is incomplete.',
      ),
  })
  .readonly();
/** Output of `perf-harness audit`. */
export type AuditReport = z.infer<typeof auditReportSchema>;
