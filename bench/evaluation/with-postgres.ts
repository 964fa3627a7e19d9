import { dirname } from 'node:path';
import { createHost } from '../../harness/host.ts';
import { startPostgres } from '../../test/support/database-servers.ts';
import type { EvaluationCase } from './evaluation-case.ts';

/** Runs work with a PostgreSQL of its own in the environment, where the case wants one. */
export async function withPostgres<T>(one: EvaluationCase, work: () => T): Promise<T> {
  if (!('repository' in one) || one.postgres !== true) return work();
  const server = await startPostgres(createHost(), undefined, { isUtf8: true });
  const names = { PGHOST: dirname(server.socket), PGUSER: 'postgres', PGDATABASE: 'postgres' };
  const earlier = { ...process.env };
  Object.assign(process.env, names);
  try {
    return work();
  } finally {
    process.env = earlier;
    await server.stop();
  }
}
