import { z } from 'zod';
import { nonNegativeNumber, nullableNonNegativeNumber } from './described-value-schemas.ts';
import { readonlyObject } from './readonly-object-schema.ts';

const perSlice = (what: string) =>
  z.array(z.number().nullable()).readonly().optional().describe(`${what}, one per slice.`);

export const timelineSchema = readonlyObject({
  sliceMs: z.number().positive().describe('Length of a time slice, in milliseconds.'),
  answers: z.array(z.number()).readonly().describe('Responses completed in each slice.'),
  p95: perSlice('95th percentile of the response times, ms; null if no response completed'),
  max: perSlice('Longest response time, ms; null if no response completed'),
  delay: perSlice('Longest event-loop delay of the server, ms'),
  utilization: perSlice('Share of time during which the busiest event loop was not idle'),
  cpu: perSlice('CPU cores used by the server'),
  gc: perSlice('Share of time in garbage collection, all threads'),
  memory: perSlice('Resident memory of the server, bytes'),
  handles: perSlice('Open file descriptors of the server, including sockets'),
  waiting: perSlice('Most callers waiting for a database connection at once'),
  inUse: perSlice('Most database connections in use at once'),
});

/** Observations of clients and server in equal time slices of the load. */
export type Timeline = z.infer<typeof timelineSchema>;

const waitsSchema = readonlyObject({
  count: z.number().nonnegative(),
  sumMs: z.number().nonnegative(),
  p50Ms: z.number().nonnegative(),
  p95Ms: z.number().nonnegative(),
  maxMs: z.number().nonnegative(),
});

export const stallSchema = readonlyObject({
  atMs: z.number().describe('Time from the start of the load to the start of the stall.'),
  lengthMs: z.number().nonnegative(),
  cpuMs: nonNegativeNumber.describe('CPU time of the process during the stall.'),
  gcMs: nonNegativeNumber.describe('Garbage collection time during the stall.'),
  waitedMs: nullableNonNegativeNumber.describe(
    'Time during the stall when the server was runnable but starved of CPU time; null means unknown.',
  ),
  answers: nonNegativeNumber.describe(
    'Number of responses that took at least half the length of the stall.',
  ),
  answersMs: nonNegativeNumber.describe(
    'Total response time of the responses that took at least half the length of the stall.',
  ),
});

/** Period in which an event loop of the server was blocked. */
export type Stall = z.infer<typeof stallSchema>;

export const poolSchema = readonlyObject({
  library: z.string().describe('Database library: pg or mysql2.'),
  size: nonNegativeNumber.describe('Maximum number of connections; 0: unlimited.'),
  mostInUse: z.number().nonnegative(),
  mostWaiting: z.number().nonnegative(),
  queued: nonNegativeNumber.describe(
    'Number of connection requests that found all connections in use.',
  ),
  waits: waitsSchema.describe('Waiting time from requesting a connection to receiving it.'),
});

/** A pool of database connections under load. */
export type PoolUse = z.infer<typeof poolSchema>;

export const serverMeasurementsSchema = readonlyObject({
  answers: nonNegativeNumber.describe('Number of responses included in `answersMs`.'),
  answersMs: nonNegativeNumber.describe('Sum of the response times, in milliseconds.'),
  durationMs: nonNegativeNumber.describe('Time from the start of the load to its last response.'),
  loop: readonlyObject({
    utilization: nonNegativeNumber.describe('Utilization of the busiest event loop.'),
    activeMs: nonNegativeNumber.describe('Total time during which the event loops were not idle.'),
    gcMs: z.number().nonnegative(),
  })
    .nullable()
    .describe(
      'Event-loop measurements; null if the server does not run on Node.js or does not report these values.',
    ),
  cpu: readonlyObject({
    usedMs: z.number().nonnegative(),
    waitedMs: nonNegativeNumber.describe(
      'Time during which the server was runnable but starved of CPU time.',
    ),
    cores: nullableNonNegativeNumber.describe('Cores that the server may use.'),
  })
    .nullable()
    .describe('CPU time of the server; null if the operating system does not report it.'),
  memory: readonlyObject({
    startBytes: z.number().nonnegative(),
    peakBytes: z.number().nonnegative(),
    endBytes: z.number().nonnegative(),
  })
    .nullable()
    .describe(
      'Resident memory of all processes under load; null means the system does not report it.',
    ),
  stalls: z.array(stallSchema).readonly().describe('The longest stalls, in chronological order.'),
  pools: z.array(poolSchema).readonly(),
  queries: waitsSchema
    .nullable()
    .describe('Query times, from sending a query to the end of its response.'),
  outgoing: waitsSchema
    .nullable()
    .describe(
      'Times of HTTP requests sent by the server, from sending a request to receiving the response head.',
    ),
  timeline: timelineSchema,
});

/** Server-side measurements under load, next to those of its clients. */
export type ServerMeasurements = z.infer<typeof serverMeasurementsSchema>;
