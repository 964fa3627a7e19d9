/** Facts that an audit has about a project before any rule runs. */
import { z } from 'zod';

export const auditSourceSchema = z
  .object({
    name: z.string(),
    url: z.string(),
    retrieved: z.string().describe('Date on which the source was retrieved: YYYY-MM-DD.'),
  })
  .readonly();
/** Source that a rule is based on. */
export type AuditSource = z.infer<typeof auditSourceSchema>;

const triggerSchema = z
  .object({
    table: z.string(),
    event: z.enum(['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']),
    function: z.string(),
    channels: z.array(z.string()).readonly().describe('What its function notifies.'),
    file: z.string(),
    line: z.int().positive(),
  })
  .readonly();
/** Trigger that a table fires when it changes. */
export type DatabaseTrigger = z.infer<typeof triggerSchema>;

const functionSchema = z
  .object({
    function: z.string(),
    channels: z.array(z.string()).readonly(),
    writes: z.array(z.string()).readonly().describe('Tables that the trigger changes.'),
    file: z.string(),
    line: z.int().positive(),
  })
  .readonly();
const notificationSchema = z
  .object({ channel: z.string(), file: z.string(), line: z.int().positive() })
  .readonly();
const tableModelSchema = z
  .object({
    table: z.string(),
    model: z.string(),
    file: z.string(),
    line: z.int().positive(),
  })
  .readonly();
/** Class that maps to a table. */
export type TableModel = z.infer<typeof tableModelSchema>;

const unreadSchema = z
  .object({ file: z.string(), line: z.int().positive(), reason: z.string() })
  .readonly();
/** Relevant place that could not be read, such as SQL composed at run time. */
export type UnreadableLocation = z.infer<typeof unreadSchema>;

const namedSchema = z
  .object({
    name: z.string(),
    version: z.string().nullable(),
    from: z.string().describe('File that declares the technology.'),
  })
  .readonly();
/** Technology that the project is built on. */
export type Technology = z.infer<typeof namedSchema>;

export const auditContextSchema = z
  .object({
    tech_stack: z
      .object({
        db: z.array(namedSchema).readonly(),
        orm: z.array(namedSchema).readonly(),
        async: z.array(namedSchema).readonly(),
      })
      .readonly(),
    best_practices: z
      .record(z.string(), z.record(z.string(), z.array(auditSourceSchema).readonly()))
      .describe('Documentation sources, grouped by technology and topic.'),
    db_config: z
      .object({
        expire_on_commit: z
          .object({ value: z.boolean(), defaulted: z.boolean() })
          .readonly()
          .nullable()
          .describe(
            'Value of expire_on_commit; null means the project creates no SQLAlchemy session.',
          ),
        autoflush: z.object({ value: z.boolean(), defaulted: z.boolean() }).readonly().nullable(),
        autocommit: z.object({ value: z.boolean(), defaulted: z.boolean() }).readonly().nullable(),
        isolation_level: z.string().nullable(),
        triggers: z.array(triggerSchema).readonly(),
        trigger_functions: z.array(functionSchema).readonly(),
        notifications: z.array(notificationSchema).readonly(),
        table_models: z
          .array(tableModelSchema)
          .readonly()
          .describe('Models of the tables that have triggers.'),
        pool_size: z.int().nonnegative().nullable(),
        max_overflow: z.int().nullable(),
      })
      .readonly(),
    migrations: z
      .array(z.string())
      .readonly()
      .describe('Migration folders. Empty: trigger rules do not apply.'),
    team_id: z.string().nullable(),
    conflicts: z
      .array(z.string())
      .readonly()
      .describe('Differences between the project documentation and the detected facts.'),
    unread: z.array(unreadSchema).readonly(),
    codebase_root: z.string(),
    domain: z
      .object({ name: z.string(), path: z.string() })
      .readonly()
      .nullable()
      .describe('Audited part of the project; null means the whole project is audited.'),
  })
  .readonly();
/** Facts that an audit has about a project before any rule runs, without contents of files. */
export type AuditContext = z.infer<typeof auditContextSchema>;
