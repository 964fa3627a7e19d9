import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import type { StrikePlan } from '../../../../plugins/optimize/strike/plan-execution-types.ts';
import { resolveMeasuredTarget } from '../../../../plugins/optimize/strike/resolve-benchmark-of-optimization-target.ts';
import { createProject } from '../../../support/run-cli.ts';

const SCENARIO = (name: string): string =>
  `import { defineScenario } from 'perf-harness';
export default defineScenario({ name: '${name}', run: () => 1 });
`;
const PLAN: StrikePlan = {
  hypotheses: [],
  test_command: 'npm test',
  e2e_test: { command: null, source: 'none' },
  performance_map: { baseline: {} },
  target_metrics: {},
};

function measured(target: string, testCommand: string | null = null) {
  const root = createProject({
    'scenarios/list.js': SCENARIO('list orders'),
    'scenarios/add.js': SCENARIO('add order'),
    'src/orders.js': 'export function listOrders() {\n  return [];\n}\n',
  });
  const plan = {
    ...PLAN,
    performance_map: { baseline: {}, test_command: testCommand },
    problem_statement: { target },
  };
  return resolveMeasuredTarget(createHost(), plan, { root, primary: 'cpu_time_ms' });
}

it('X814-08: measures the scenario that a plan is about, and no other scenario of the project', async () => {
  const target = await measured('list orders');
  expect(target).toEqual({ primary: 'cpu_time_ms', targets: ['list orders'] });
});

it('X814-08: measures a command as it was given', async () => {
  const target = await measured('node src/orders.js');
  expect(target).toEqual({ primary: 'cpu_time_ms', command: ['node', 'src/orders.js'] });
});

it('X814-08: measures a function by what its profile was taken of, when a worktree has that', async () => {
  expect(await measured('src/orders.js::listOrders', 'node --test test/e2e.test.js')).toEqual({
    primary: 'cpu_time_ms',
    command: ['/bin/sh', '-c', 'node --test test/e2e.test.js'],
  });
  const generated = 'bash .optimization/listorders/profile_test.sh';
  expect(await measured('src/orders.js::listOrders', generated)).toEqual({
    primary: 'cpu_time_ms',
  });
});

it('X814-08: measures all scenarios for a plan that does not name its target', async () => {
  const target = await resolveMeasuredTarget(createHost(), PLAN, {
    root: '/nowhere',
    primary: 'wall_time_ms',
  });
  expect(target).toEqual({ primary: 'wall_time_ms' });
});
