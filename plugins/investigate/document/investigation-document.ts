import { coreSchemas } from 'perf-harness/plugin';
import { z } from 'zod';
import {
  closingSchema,
  effortListSchema,
  verificationListSchema,
} from './fix-verification-document.ts';
import { changeSchema, mechanismSchema } from './incident-change-document.ts';
import { dataPartSchema } from './incident-data-document.ts';
import { list, moment, object } from './schema-parts.ts';

export type * from './fix-verification-document.ts';
export {
  type CauseMechanism,
  createChange,
  type IncidentChange,
} from './incident-change-document.ts';
export type * from './incident-data-document.ts';

const deploymentSchema = object({
  name: z.string(),
  at: moment,
  commit: z.string().nullable(),
  in_window: z.boolean(),
});
/** A deployment; `in_window`: near enough before it began. */
export type IncidentDeployment = z.infer<typeof deploymentSchema>;

export const codePartSchema = object({
  commits: list(
    object({
      commit: z.string(),
      at: moment,
      subject: z.string(),
      files: list(z.string()),
    }),
  ),
  deployments: list(deploymentSchema),
  changes: list(changeSchema),
  findings: list(coreSchemas.finding),
});
/** Results of the analysis of the repository. */
export type CodePart = z.infer<typeof codePartSchema>;

export const infrastructurePartSchema = object({
  changes: list(changeSchema),
  resources: list(
    object({
      group: z.enum([
        'Resource Bottlenecks',
        'Configuration Issues',
        'Scaling Concerns',
        'Recommended Actions',
      ]),
      message: z.string(),
      mechanism: mechanismSchema.nullable(),
    }),
  ),
  findings: list(coreSchemas.finding),
});
/** Results of the analysis of resources and configuration. */
export type InfrastructurePart = z.infer<typeof infrastructurePartSchema>;

const evidenceSourceSchema = z.enum(['logs', 'metrics', 'repository', 'configuration', 'measured']);

const evidenceSchema = object({
  source: evidenceSourceSchema,
  message: z.string(),
  /** File, line, range of a log, or commit. */
  place: z.string(),
  weight: z.number().describe('Contribution to the score; negative: evidence against the cause.'),
});
/** Evidence for or against a cause, with its place (INV-40). */
export type CauseEvidence = z.infer<typeof evidenceSchema>;

const causeSchema = object({
  change: changeSchema,
  score: z.number(),
  sources: list(evidenceSourceSchema).describe(
    'Sources that support the cause on their own; proximity in time is not enough.',
  ),
  for: list(evidenceSchema),
  against: list(evidenceSchema),
  refuted_by: z.string().describe('Observation that would refute the cause.'),
  next: z.string().describe('The most informative next observation.'),
});
/** Change as a possible cause, with the evidence for and against it. */
export type IncidentCause = z.infer<typeof causeSchema>;

const actionSchema = object({
  id: z.string(),
  title: z.string(),
  horizon: z
    .enum(['immediate', 'short', 'long'])
    .describe('immediate: within an hour. short: within a day. long: within a week.'),
  class: z.enum(['Critical', 'Important', 'Enhancement']),
  priority: z.enum(['CRITICAL', 'HIGH', 'MEDIUM', 'LOW']),
  eta_minutes: z.int().positive(),
  steps: list(z.string()),
  verify: z.string(),
  rollback: z.string(),
});
/** An action, with its verification and its rollback. */
export type IncidentAction = z.infer<typeof actionSchema>;

/** Outcome of an analyser, or the reason why it has none; the others continue (INV-01). */
const outcomeOf = <T extends z.ZodType>(part: T) =>
  z.discriminatedUnion('state', [
    object({ state: z.literal('completed'), part }),
    object({ state: z.literal('not available'), reason: z.string() }),
    object({ state: z.literal('failed'), reason: z.string() }),
  ]);

export const INVESTIGATION_SCHEMA = 'perf-harness/investigation@1';
export const investigationReportSchema = object({
  schema: z.literal(INVESTIGATION_SCHEMA),
  id: z.string(),
  incident: object({
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
  }),
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
  causes: list(causeSchema).describe('Best supported first.'),
  actions: list(actionSchema),
  findings: list(coreSchemas.finding),
  effort: effortListSchema.optional().describe('Planned and actual effort; absent: not recorded.'),
  verifications: verificationListSchema
    .optional()
    .describe('Verified fixes; absent: no fix was verified.'),
  closed: closingSchema
    .optional()
    .describe(
      'Result recorded when the investigation was closed; absent: the investigation is open.',
    ),
});
/** Report of `investigate`: onset, changes, evidence for each cause, and actions. */
export type InvestigationReport = z.infer<typeof investigationReportSchema>;
