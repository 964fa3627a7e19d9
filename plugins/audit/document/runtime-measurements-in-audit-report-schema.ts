import { z } from 'zod';

export const measuredFindingSchema = z
  .discriminatedUnion('type', [
    z
      .object({ type: z.literal('measured'), text: z.string() })
      .readonly()
      .describe('The defect occurs in the scenario; the text field quantifies it.'),
    z
      .object({ type: z.literal('not reached'), text: z.string() })
      .readonly()
      .describe(
        'The scenario does not reach the location, so the finding is neither confirmed nor refuted.',
      ),
    z
      .object({ type: z.literal('not decided'), text: z.string() })
      .readonly()
      .describe('The scenario reaches the location, but the evidence is insufficient.'),
    z
      .object({ type: z.literal('dismissed by measurement'), text: z.string() })
      .readonly()
      .describe(
        'The scenario reaches the location, and the defect does not occur. Only for dismissed locations.',
      ),
  ])
  .describe('Result of the scenario at this location. Absent: no scenario was requested.');
/** Observation of a scenario at the place of a finding. */
export type MeasuredFinding = z.infer<typeof measuredFindingSchema>;

const placesSchema = z
  .array(
    z.object({ file: z.string(), line: z.int().nonnegative(), function: z.string() }).readonly(),
  )
  .readonly()
  .describe(
    'Callers in the project, innermost first; files inside the project are relative to its root.',
  );
const busySchema = { file: z.string(), function: z.string(), line: z.int().nonnegative() };
export const auditScenarioSchema = z
  .object({
    name: z.string(),
    unit: z
      .enum(['request', 'run', 'request or call'])
      .describe(
        'Unit of the counts. request: an answered request. run: the whole run, because there are no requests. request or call: an answered request, or a call of the application by a test.',
      ),
    requests: z.int().nonnegative().describe('Number of requests analysed.'),
    measured: z.int().nonnegative().describe('Findings confirmed by measurement.'),
    not_reached: z.int().nonnegative(),
    not_decided: z.int().nonnegative(),
    dismissed: z.int().nonnegative().describe('Locations dismissed by measurement.'),
    statements: z
      .array(
        z
          .object({
            statement: z.string(),
            places: placesSchema,
            requests: z
              .int()
              .nonnegative()
              .describe('Number of requests in which the statement ran.'),
            calls: z.int().nonnegative(),
            least: z
              .number()
              .describe(
                'Fewest executions of the statement in a request that ran it; median and most cover the same requests.',
              ),
            median: z.number(),
            most: z.number(),
            ms: z.number().describe('Median time per request spent waiting for the statement.'),
            rows_of: z
              .string()
              .nullable()
              .describe(
                'Earlier statement that returned as many rows as this statement has executions.',
              ),
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
      .describe(
        'Functions that blocked the event loop, including their callees; null means unknown.',
      ),
    allocated: z
      .array(z.object({ ...busySchema, request_bytes: z.number() }).readonly())
      .readonly()
      .nullable()
      .describe('Functions that allocated memory, including their callees; null means unknown.'),
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
          .describe('Entries of pg_stat_statements recorded during the scenario.'),
      })
      .readonly()
      .nullable()
      .describe('Statement counts from the database; null means no database was specified.'),
  })
  .readonly();
/** Observations of the running program. */
export type AuditScenario = z.infer<typeof auditScenarioSchema>;
