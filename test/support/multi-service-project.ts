import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarioModule } from './bad-input-and-leftover-process-assertions.ts';
import { createProject } from './run-cli.ts';

const MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

/**
 * Starts the users' service, waits until it listens, and calls it for each order. For a name, the
 * users' service calls the gateway back.
 */
const GATEWAY = `import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';

const host = '127.0.0.1';
const own = \`http://\${host}:\${process.env.PORT}\`;
const other = spawn(process.execPath, ['services/users/server.js'], {
  env: { ...process.env, GATEWAY_URL: own },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [users] = await once(createInterface({ input: other.stdout }), 'line');

const app = fastify();
app.get('/orders/:id', async ({ params }) => loadOrder(params.id));
app.get('/chains/:left', async ({ params }) => askOn(Number(params.left)));
app.get('/names/:id', async ({ params }) => readName(params.id));
app.get('/bills/:id', async ({ params }) => loadBill(params.id));
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });

async function loadOrder(id) {
  const answer = await fetch(\`\${users}/users/\${id}\`);
  return { id, user: await answer.json() };
}

async function readName(id) {
  await sleep(8);
  return { name: \`user \${id}\` };
}

async function askOn(left) {
  if (left === 0) return { left };
  await sleep(25);
  return (await fetch(\`\${users}/chains/\${left - 1}\`)).json();
}

async function loadBill(id) {
  await sleep(3);
  return fetch(\`http://\${host}:48999/bills/\${id}\`).then(
    () => ({ paid: true }),
    () => ({ paid: null }),
  );
}
`;

const USERS = `import { setTimeout as sleep } from 'node:timers/promises';
import fastify from 'fastify';
import { rank } from './rank.js';

const app = fastify();
app.get('/users/:id', async ({ params }) => findUser(params.id));
app.get('/chains/:left', async ({ params }) => passOn(Number(params.left)));
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));

async function findUser(id) {
  await sleep(20);
  const answer = await fetch(\`\${process.env.GATEWAY_URL}/names/\${id}\`);
  return { ...(await answer.json()), rank: rank(id) };
}

async function passOn(left) {
  if (left === 0) return { left };
  return (await fetch(\`\${process.env.GATEWAY_URL}/chains/\${left - 1}\`)).json();
}
`;

const RANK = `export function rank(id) {
  const until = performance.now() + 12;
  let sum = Number(id);
  while (performance.now() < until) sum = (sum * 31 + 7) % 1009;
  return sum;
}
`;

/** Bills come from a service that the compose file names, and that nobody has started. */
const COMPOSE = `services:
  billing:
    build: ./services/billing
    ports: ['48999:3000']
`;

/**
 * Creates a project of three services: a gateway, the users service that it starts, and a bills
 * service that is not running.
 */
export function createMultiServiceProject(url: string): string {
  const root = createProject({
    'compose.yml': COMPOSE,
    'services/gateway/package.json': '{"type":"module"}',
    'services/gateway/server.js': GATEWAY,
    'services/users/package.json': '{"type":"module"}',
    'services/users/server.js': USERS,
    'services/users/rank.js': RANK,
    'services/billing/package.json': '{"type":"module"}',
    'services/billing/server.js': 'export const bills = [];\n',
    'scenarios/orders.mjs': scenarioModule(
      `{ name: 'orders', server: { command: ['node', 'services/gateway/server.js'], cwd: '..' },
  http: { url: '${url}', connections: 1, duration: '1500 ms', warmup: '300 ms' } }`,
    ),
  });
  symlinkSync(MODULES, join(root, 'node_modules'));
  return root;
}
