import { z } from 'zod';

export const measuredFindingSchema = z
  .discriminatedUnion('type', [
    z
      .object({ type: z.literal('measured'), text: z.string() })
      .readonly()
      .describe('It happens in the scenario, and text says how much of it.'),
    z
      .object({ type: z.literal('not reached'), text: z.string() })
      .readonly()
      .describe('The scenario does not pass there, which says nothing of the finding.'),
    z
      .object({ type: z.literal('not decided'), text: z.string() })
      .readonly()
      .describe('The scenario passes there, and what it shows is not enough.'),
    z
      .object({ type: z.literal('dismissed by measurement'), text: z.string() })
      .readonly()
      .describe('The scenario passes there, and it does not happen. Of dismissed places only.'),
  ])
  .describe('What a scenario showed of the place. Absent: none was asked for.');
/** Observation of a scenario at the place of a finding. */
export type MeasuredFinding = z.infer<typeof measuredFindingSchema>;

const placesSchema = z
  .array(
    z.object({ file: z.string(), line: z.int().nonnegative(), function: z.string() }).readonly(),
  )
  .readonly()
  .describe(
    'Who called in the project, innermost first; files from its root where they lie in it.',
  );
const busySchema = { file: z.string(), function: z.string(), line: z.int().nonnegative() };
export const auditScenarioSchema = z
  .object({
    name: z.string(),
    unit: z
      .enum(['request', 'run'])
      .describe('What is counted for: an answered request, or the whole run where there are none.'),
    requests: z.int().nonnegative().describe('Requests that were looked at.'),
    measured: z.int().nonnegative().describe('Findings that were seen to happen.'),
    not_reached: z.int().nonnegative(),
    not_decided: z.int().nonnegative(),
    dismissed: z.int().nonnegative().describe('Places that measuring has dismissed.'),
    statements: z
      .array(
        z
          .object({
            statement: z.string(),
            places: placesSchema,
            requests: z.int().nonnegative().describe('Requests in which it ran.'),
            calls: z.int().nonnegative(),
            least: z.number().describe('Of a request in which it ran; so are median and most.'),
            median: z.number(),
            most: z.number(),
            ms: z.number().describe('Waited for it in a request, in the median.'),
            rows_of: z
              .string()
              .nullable()
              .describe('The statement before it that gave as many rows as it ran times.'),
          })
          .readonly(),
      )
      .readonly(),
    transactions: z
      .array(
        z
          .object({
            begin: placesSchema,
            end: placesSchema,
            ended_by: z.enum(['commit', 'rollback']),
            count: z.int().nonnegative(),
            median_ms: z.number(),
            longest_ms: z.number(),
            statements: z.number(),
            other_waits_ms: z.record(z.string(), z.number()).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    busy: z
      .array(z.object({ ...busySchema, request_ms: z.number() }).readonly())
      .readonly()
      .nullable()
      .describe('Who kept the event loop, with all that it called; null: not known.'),
    allocated: z
      .array(z.object({ ...busySchema, request_bytes: z.number() }).readonly())
      .readonly()
      .nullable()
      .describe('Who allocated, with all that it called; null: not known.'),
    database: z
      .object({
        server: z.string().describe('host:port/name.'),
        statements: z
          .array(
            z
              .object({
                statement: z.string(),
                calls: z.int().nonnegative(),
                rows: z.int().nonnegative(),
                total_ms: z.number(),
                plan: z.array(z.string()).readonly().nullable(),
              })
              .readonly(),
          )
          .readonly()
          .describe('What pg_stat_statements says of the time of the scenario.'),
      })
      .readonly()
      .nullable()
      .describe('null: none was named.'),
  })
  .readonly();
/** Observations of the running program. */
export type AuditScenario = z.infer<typeof auditScenarioSchema>;
