import { createServer } from 'node:net';
import { createHost } from '../../harness/host.ts';
import { startPostgres } from '../../test/support/database-servers.ts';
import type { EvaluationCase } from './evaluation-case.ts';

/** Runs work with its own loopback PostgreSQL, set in the environment, if the case needs it. */
export async function withPostgres<T>(evaluationCase: EvaluationCase, work: () => T): Promise<T> {
  if (!('repository' in evaluationCase) || evaluationCase.postgres !== true) return work();
  const port = await freePort();
  const server = await startPostgres(createHost(), port, { isUtf8: true });
  const DATABASE_URL = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const names = {
    PGHOST: '127.0.0.1',
    PGPORT: `${port}`,
    PGUSER: 'postgres',
    PGDATABASE: 'postgres',
  };
  const earlier = process.env;
  process.env = { ...earlier, ...names, DATABASE_URL };
  try {
    return await work();
  } finally {
    process.env = earlier;
    await server.stop();
  }
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => found(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
