import type { ProjectCode } from '../../analysis/index.ts';

export const TECHNOLOGY_SIGNALS = [
  'perf_sensitive',
  'scaling_concern',
  'concurrency_issue',
  'sql_detected',
  'realtime_detected',
] as const;
/** Technology in use that is often a source of slowness (TPP-08). */
export type TechnologySignal = (typeof TECHNOLOGY_SIGNALS)[number];

/** Packages and modules of Node.js that show it. */
const SHOWN_BY: Readonly<Record<TechnologySignal, RegExp>> = {
  perf_sensitive: /^(?:(?:node:)?perf_hooks|tinybench|mitata|benchmark|perf-harness)$/u,
  scaling_concern: /^(?:(?:node:)?cluster|bull|bullmq|kafkajs|amqplib)$/u,
  concurrency_issue: /^(?:(?:node:)?worker_threads|async-mutex|async-lock|piscina|workerpool)$/u,
  sql_detected:
    /^(?:pg|postgres|mysql2?|mariadb|better-sqlite3|sqlite3|(?:node:)?sqlite|knex|kysely|sequelize|typeorm|drizzle-orm|@prisma\/client)$/u,
  realtime_detected:
    /^(?:ws|socket\.io(?:-client)?|@fastify\/websocket|express-ws|uWebSockets\.js)$/u,
};

/** Detects technologies by imports in the sources; packages never imported do not count. */
export function detectTechnologySignals(
  code: Pick<ProjectCode, 'sources' | 'importsOf'>,
): readonly TechnologySignal[] {
  const imported = new Set(
    code.sources.flatMap((file) => code.importsOf(file).map(({ source }) => source)),
  );
  // `drizzle-orm/node-postgres` is drizzle-orm.
  const names = [...imported].map(
    (specifier) => /^(?:node:\w+|@[^/]+\/[^/]+|[^/]+)/u.exec(specifier)?.[0] ?? specifier,
  );
  return TECHNOLOGY_SIGNALS.filter((signal) => names.some((name) => SHOWN_BY[signal].test(name)));
}
