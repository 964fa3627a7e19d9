import { z } from 'zod';
import { readonlyObject } from './readonly-object-schema.ts';

const perSlice = (what: string) =>
  z.array(z.number().nullable()).readonly().optional().describe(`${what}, one a slice.`);

export const timelineSchema = readonlyObject({
  sliceMs: z.number().positive().describe('Length of a slice, milliseconds.'),
  answers: z.array(z.number()).readonly().describe('Answers that ended in each slice.'),
  p95: perSlice('95th percentile of their response times, ms; null where none ended'),
  max: perSlice('Longest of their response times, ms; null where none ended'),
  delay: perSlice('Longest that an event loop of the server was late, ms'),
  utilization: perSlice('Share of time that the busiest event loop was not idle'),
  cpu: perSlice('CPU cores that the server used'),
  gc: perSlice('Share of time in garbage collection, all threads'),
  memory: perSlice('Resident memory of the server, bytes'),
  handles: perSlice('Open file descriptors of the server, sockets included'),
  waiting: perSlice('Most that waited for a database connection at once'),
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
  atMs: z.number().describe('From the start of the load to the start of the stall.'),
  lengthMs: z.number().nonnegative(),
  cpuMs: z.number().nonnegative().describe('CPU time of the process meanwhile.'),
  gcMs: z.number().nonnegative().describe('Garbage collection meanwhile.'),
  waitedMs: z
    .number()
    .nonnegative()
    .nullable()
    .describe('Time that the server was ready to run meanwhile and got no CPU; null: not told.'),
  answers: z.number().nonnegative().describe('Answers that took half of its length or longer.'),
  answersMs: z.number().nonnegative().describe('Sum of the response times of those.'),
});

/** Period in which an event loop of the server was blocked. */
export type Stall = z.infer<typeof stallSchema>;

export const poolSchema = readonlyObject({
  library: z.string().describe('pg or mysql2.'),
  size: z.number().nonnegative().describe('Connections that it may have; 0: any number.'),
  mostInUse: z.number().nonnegative(),
  mostWaiting: z.number().nonnegative(),
  queued: z.number().nonnegative().describe('How many found all connections in use.'),
  waits: waitsSchema.describe('From asking for a connection to having it.'),
});

/** A pool of database connections under load. */
export type PoolUse = z.infer<typeof poolSchema>;

export const serverMeasurementsSchema = readonlyObject({
  answers: z.number().nonnegative().describe('Answers whose response times are summed up.'),
  answersMs: z.number().nonnegative().describe('Sum of their response times, milliseconds.'),
  durationMs: z.number().nonnegative().describe('From the start of the load to its last answer.'),
  loop: readonlyObject({
    utilization: z.number().nonnegative().describe('Of the busiest event loop.'),
    activeMs: z.number().nonnegative().describe('Not idle, all event loops together.'),
    gcMs: z.number().nonnegative(),
  })
    .nullable()
    .describe('null: the server is not Node.js, or does not tell.'),
  cpu: readonlyObject({
    usedMs: z.number().nonnegative(),
    waitedMs: z.number().nonnegative().describe('Ready to run, but without a CPU.'),
    cores: z.number().nonnegative().nullable().describe('That it may run on.'),
  })
    .nullable()
    .describe('null: the system does not tell.'),
  memory: readonlyObject({
    startBytes: z.number().nonnegative(),
    peakBytes: z.number().nonnegative(),
    endBytes: z.number().nonnegative(),
  })
    .nullable()
    .describe('Resident memory of all processes under load; null: the system does not tell.'),
  stalls: z.array(stallSchema).readonly().describe('The longest ones, in the order of time.'),
  pools: z.array(poolSchema).readonly(),
  queries: waitsSchema.nullable().describe('From sending to the last of the answer.'),
  outgoing: waitsSchema
    .nullable()
    .describe('HTTP requests of the server, from sending to the head of the answer.'),
  timeline: timelineSchema,
});

/** Server-side measurements under load, next to those of its clients. */
export type ServerMeasurements = z.infer<typeof serverMeasurementsSchema>;
