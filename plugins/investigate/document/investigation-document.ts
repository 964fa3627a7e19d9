import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import { errorLinesSchema, slowQuerySchema } from './error-log-and-slow-query-schema.ts';
import {
  closingSchema,
  effortListSchema,
  verificationListSchema,
} from './fix-verification-document.ts';
import { changeSchema, mechanismSchema } from './incident-suspected-change-schema.ts';
import { intervalSchema, levelSchema, moment, onsetSchema } from './incident-timeline-schema.ts';
import { sourceSchema, trafficMixSchema } from './log-source-and-traffic-mix-schema.ts';

export type {
  IncidentErrorLines,
  IncidentErrorPattern,
  IncidentSlowQuery,
} from './error-log-and-slow-query-schema.ts';
export type * from './fix-verification-document.ts';
export {
  type CauseMechanism,
  createChange,
  type IncidentChange,
} from './incident-suspected-change-schema.ts';
export type { IncidentOnset, ServedLevel, TimelineInterval } from './incident-timeline-schema.ts';

const beforeAndAfterSchema = z
  .object({
    name: z.string(),
    share: z
      .number()
      .describe(
        'Share of the requests since the incident began, or of all requests if no incident was found.',
      ),
    before: levelSchema,
    after: levelSchema,
    is_affected: z.boolean(),
  })
  .readonly();
/** One endpoint, or one value of a column, before and since the onset. */
export type BeforeAndAfter = z.infer<typeof beforeAndAfterSchema>;

const signalSchema = z
  .object({
    name: z.string(),
    labels: z.string(),
    mechanism: mechanismSchema.nullable(),
    at: moment,
    low: moment,
    high: moment,
    before: z.number(),
    after: z.number(),
    peak: z.number(),
  })
  .readonly();
/** A number that was observed over time, and changed. */
export type IncidentSignal = z.infer<typeof signalSchema>;

export const dataPartSchema = z
  .object({
    sources: z.array(sourceSchema).readonly(),
    interval_ms: z.number().positive(),
    timeline: z.array(intervalSchema).readonly(),
    onset: onsetSchema.nullable(),
    also: z
      .array(onsetSchema)
      .readonly()
      .optional()
      .describe('Slowdowns of endpoints that degraded at other times, clearest first.'),
    before: levelSchema
      .nullable()
      .describe('Typical latency and errors of all requests before the incident began.'),
    after: levelSchema.nullable(),
    traffic: z
      .object({ before: z.number(), after: z.number(), ratio: z.number() })
      .readonly()
      .nullable()
      .describe('Requests per minute before and after the incident began.'),
    mix: trafficMixSchema.optional(),
    affected_share: z
      .number()
      .describe('Share of the requests since the incident began that go to affected endpoints.'),
    endpoints: z.array(beforeAndAfterSchema).readonly(),
    segments: z
      .array(
        z
          .object({ column: z.string(), values: z.array(beforeAndAfterSchema).readonly() })
          .readonly(),
      )
      .readonly(),
    signals: z
      .array(signalSchema)
      .readonly()
      .describe('Metrics that changed at any time in the period.'),
    error_lines: errorLinesSchema,
    slow_queries: z
      .array(slowQuerySchema)
      .readonly()
      .describe('SQL statements by total time since the incident began, highest first.'),
    findings: z.array(coreSchemas.finding).readonly(),
  })
  .readonly();
/** Results of the analysis of logs and metrics. */
export type DataPart = z.infer<typeof dataPartSchema>;

const deploymentSchema = z
  .object({ name: z.string(), at: moment, commit: z.string().nullable(), in_window: z.boolean() })
  .readonly();
/** A deployment; `in_window`: near enough before it began. */
export type IncidentDeployment = z.infer<typeof deploymentSchema>;

export const codePartSchema = z
  .object({
    commits: z
      .array(
        z
          .object({
            commit: z.string(),
            at: moment,
            subject: z.string(),
            files: z.array(z.string()).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    deployments: z.array(deploymentSchema).readonly(),
    changes: z.array(changeSchema).readonly(),
    findings: z.array(coreSchemas.finding).readonly(),
  })
  .readonly();
/** Results of the analysis of the repository. */
export type CodePart = z.infer<typeof codePartSchema>;

export const infrastructurePartSchema = z
  .object({
    changes: z.array(changeSchema).readonly(),
    resources: z
      .array(
        z
          .object({
            group: z.enum([
              'Resource Bottlenecks',
              'Configuration Issues',
              'Scaling Concerns',
              'Recommended Actions',
            ]),
            message: z.string(),
            mechanism: mechanismSchema.nullable(),
          })
          .readonly(),
      )
      .readonly(),
    findings: z.array(coreSchemas.finding).readonly(),
  })
  .readonly();
/** Results of the analysis of resources and configuration. */
export type InfrastructurePart = z.infer<typeof infrastructurePartSchema>;

const evidenceSourceSchema = z.enum(['logs', 'metrics', 'repository', 'configuration', 'measured']);

const evidenceSchema = z
  .object({
    source: evidenceSourceSchema,
    message: z.string(),
    /** File, line, range of a log, or commit. */
    place: z.string(),
    weight: z.number().describe('Contribution to the score; negative: evidence against the cause.'),
  })
  .readonly();
/** Evidence for or against a cause, with its place (INV-40). */
export type CauseEvidence = z.infer<typeof evidenceSchema>;

const causeSchema = z
  .object({
    change: changeSchema,
    score: z.number(),
    sources: z
      .array(evidenceSourceSchema)
      .readonly()
      .describe('Sources that support the cause on their own; proximity in time is not enough.'),
    for: z.array(evidenceSchema).readonly(),
    against: z.array(evidenceSchema).readonly(),
    refuted_by: z.string().describe('Observation that would refute the cause.'),
    next: z.string().describe('The most informative next observation.'),
  })
  .readonly();
/** Change as a possible cause, with the evidence for and against it. */
export type IncidentCause = z.infer<typeof causeSchema>;

const actionSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    horizon: z
      .enum(['immediate', 'short', 'long'])
      .describe('immediate: within an hour. short: within a day. long: within a week.'),
    class: z.enum(['Critical', 'Important', 'Enhancement']),
    priority: z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']),
    eta_minutes: z.int().positive(),
    steps: z.array(z.string()).readonly(),
    verify: z.string(),
    rollback: z.string(),
  })
  .readonly();
/** An action, with its verification and its rollback. */
export type IncidentAction = z.infer<typeof actionSchema>;

/** Outcome of an analyser, or the reason why it has none; the others continue (INV-01). */
const outcomeOf = <T extends z.ZodType>(part: T) =>
  z.discriminatedUnion('state', [
    z.object({ state: z.literal('completed'), part }).readonly(),
    z.object({ state: z.literal('not available'), reason: z.string() }).readonly(),
    z.object({ state: z.literal('failed'), reason: z.string() }).readonly(),
  ]);

export const INVESTIGATION_SCHEMA = 'perf-harness/investigation@1';
export const investigationReportSchema = z
  .object({
    schema: z.literal(INVESTIGATION_SCHEMA),
    id: z.string(),
    incident: z
      .object({
        service: z.string(),
        since: moment,
        until: moment,
        trigger: z
          .enum(['threshold', 'complaints', 'rise', 'deployment', 'capacity'])
          .nullable()
          .describe(
            'Trigger given by the user, or else the detected trigger; null means there is none.',
          ),
        environment: z.enum(['production', 'staging', 'development']),
        priority: z.enum(['HIGH', 'MEDIUM', 'LOW']),
        started_at: moment,
      })
      .readonly(),
    data: outcomeOf(dataPartSchema),
    code: outcomeOf(codePartSchema),
    infrastructure: outcomeOf(infrastructurePartSchema),
    conclusion: z
      .enum([
        'established',
        'probable cause not established',
        'nothing to explain',
        'nothing to look at',
      ])
      .describe(
        'established: at least two independent sources, and no rival cause with equal support. nothing to look at: no durations, or too few for a conclusion.',
      ),
    causes: z.array(causeSchema).readonly().describe('Best supported first.'),
    actions: z.array(actionSchema).readonly(),
    findings: z.array(coreSchemas.finding).readonly(),
    effort: effortListSchema
      .optional()
      .describe('Planned and actual effort; absent: not recorded.'),
    verifications: verificationListSchema
      .optional()
      .describe('Verified fixes; absent: no fix was verified.'),
    closed: closingSchema
      .optional()
      .describe(
        'Result recorded when the investigation was closed; absent: the investigation is open.',
      ),
  })
  .readonly();
/** Report of `investigate`: onset, changes, evidence for each cause, and actions. */
export type InvestigationReport = z.infer<typeof investigationReportSchema>;
