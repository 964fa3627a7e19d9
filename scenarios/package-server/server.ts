/** A small service as people write them: Fastify in front of SQLite. Listens on `PORT`. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify from 'fastify';
import { openCatalogue } from './catalogue.ts';

const folder = mkdtempSync(join(tmpdir(), 'package-server-'));
const catalogue = openCatalogue(join(folder, 'packages.sqlite'));
const server = fastify();

server.get<{ Querystring: { page?: string } }>('/packages', ({ query }) =>
  catalogue.page(Number(query.page ?? '1')),
);

server.get<{ Params: { '*': string } }>('/packages/*', ({ params }, reply) => {
  const found = catalogue.find(params['*']);
  return found ?? reply.code(404).send({ error: `no package ${params['*']}` });
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.once(signal, async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
    process.exit(0);
  });
}

await server.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
