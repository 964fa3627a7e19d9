/** A Fastify server with SQLite behind it, under both models of load. */
import { fileURLToPath } from 'node:url';
import { defineScenario } from 'perf-harness';

const server = {
  command: ['node', fileURLToPath(new URL('./package-server/server.ts', import.meta.url))],
  ready: { path: '/packages' },
};
const budgets = { 'latency.p95': '< 250 ms', error_rate: '<= 0.1 %' };

export default [
  defineScenario({
    name: 'list packages',
    server,
    http: { url: '/packages?page=2', connections: 10, duration: '1 s', warmup: '300 ms' },
    budgets,
    tags: ['http', 'sqlite'],
  }),
  defineScenario({
    name: 'look up a package at 200 requests a second',
    server,
    http: { url: '/packages/@fastify/error', rate: 200, duration: '1 s', warmup: '300 ms' },
    budgets,
    tags: ['http', 'sqlite'],
  }),
];
