import { describe, expect, it } from 'vitest';
import {
  findScenarioByRoute,
  resolveTarget,
} from '../../../api/target/resolve-target-to-scenario-code-or-command.ts';
import { createHost } from '../../../harness/host.ts';
import { withInProcessModuleReader } from '../../support/in-process-module-reader.ts';
import { createProject } from '../../support/run-cli.ts';

const scenario = (name: string, url: string, method = 'GET') => ({
  name,
  server: { command: ['node', 'server.js'], cwd: '..' },
  http: { url, method, connections: 1, duration: '1 s' },
});
const SCENARIOS = [
  scenario('list orders', '/customers/7/orders?page=2'),
  scenario('add order', '/customers/7/orders', 'POST'),
  scenario('one order', '/orders/12'),
  scenario('other order', '/orders/13'),
];

const host = withInProcessModuleReader(createHost());
const root = createProject({
  'scenarios/orders.js': `import { defineScenario } from 'perf-harness';
export default ${JSON.stringify(SCENARIOS)}.map(defineScenario);
`,
});
const nameOf = (target: string) => findScenarioByRoute(host, root, target);

describe('the scenario of a route', () => {
  it.each([
    ['GET /customers/:id/orders', 'list orders'],
    ['get /customers/{id}/orders?page=9', 'list orders'],
    ['POST /customers/:id/orders', 'add order'],
    ['/customers/:id/orders', 'list orders'],
    ['/customers/7/orders', 'list orders'],
    ['/orders/12', 'one order'],
  ])('OPT-10: resolves %s to %s', async (target, name) => {
    expect(await nameOf(target)).toBe(name);
  });

  it('OPT-10: is the result for a target that is a route', async () => {
    expect(await resolveTarget(host, { root, target: '/orders/12' })).toEqual({
      kind: 'scenario',
      name: 'one order',
    });
  });

  it.each([
    '/customers/:id',
    '/customers/:id/orders/',
    'DELETE /orders/12',
    'src/orders.js',
    'list',
  ])('OPT-10: does not exist for %s', async (target) => {
    expect(await nameOf(target)).toBeNull();
  });

  it('OPT-10: must be chosen when several scenarios load the route', async () => {
    await expect(nameOf('GET /orders/:id')).rejects.toThrow(
      'GET /orders/:id is the target of 2 scenarios: one order, other order.',
    );
  });

  it('OPT-10: does not exist when the project has no scenarios', async () => {
    expect(await findScenarioByRoute(host, createProject(), '/orders/:id')).toBeNull();
  });
});
