/** A Fastify server with SQLite behind it, under load. */
import { fileURLToPath } from 'node:url';
import { defineScenario } from 'perf-harness';

export default defineScenario({
  name: 'list packages',
  server: {
    command: ['node', fileURLToPath(new URL('./package-server/server.ts', import.meta.url))],
    ready: { path: '/packages' },
  },
  http: { url: '/packages?page=2', connections: 10, duration: '1 s', warmup: '300 ms' },
  budgets: { 'latency.p95': '< 250 ms', error_rate: '<= 0.1 %' },
  tags: ['http', 'sqlite'],
});
