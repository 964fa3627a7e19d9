import { expect, test } from 'vitest';
import { type Executor, UnitFailure } from '../../../harness/model/executor.ts';
import type { CommandScenario } from '../../../harness/model/scenario/scenario.ts';
import { resolveScenarioBeforeMeasuring } from '../../../harness/sampling/add-script-thresholds-and-field-data.ts';
import { createMockExecutor } from '../../support/mock-executor.ts';
import { SCENARIO_DEFAULTS } from '../../support/scenario-defaults.ts';

const OWN = {
  metric: 'latency.p99',
  operator: '<',
  limit: 9,
  level: 'warn',
  text: '< 9 ms',
} as const;
const SCENARIO: CommandScenario = {
  ...SCENARIO_DEFAULTS,
  kind: 'command',
  name: 'load',
  command: { type: 'argv', argv: ['true'] },
  exitCodes: [0],
  budgets: [OWN],
};

function resolve(readScriptThresholds: Executor<CommandScenario>['readScriptThresholds']) {
  const mock = createMockExecutor<CommandScenario>('command', () => ({ measurements: {} }));
  // Sound: the kinds are the same, which the types cannot follow.
  const executor = { ...mock, readScriptThresholds } as unknown as Executor;
  return resolveScenarioBeforeMeasuring(executor, SCENARIO, new AbortController().signal);
}

test('adds the limits of a script as budgets after those of the scenario', async () => {
  const { scenario, findings } = await resolve(async () => [
    { metric: 'http_req_duration', text: 'p(95)<200' },
    { metric: 'http_req_failed', text: 'rate<0.01' },
  ]);
  expect(scenario.budgets.map(({ metric, limit }) => [metric, limit])).toEqual([
    ['latency.p99', 9],
    ['latency.p95', 200],
    ['error_rate', 0.01],
  ]);
  expect(findings).toEqual([]);
});

test('reports a limit that cannot be a budget', async () => {
  const { scenario, findings } = await resolve(async () => [{ metric: 'checks', text: 'rate==1' }]);
  expect(scenario.budgets).toEqual([OWN]);
  expect(findings).toMatchObject([{ id: 'threshold-left-to-k6', level: 'info' }]);
});

test('leaves the scenario unchanged when a script cannot be read: its units will say why', async () => {
  const { scenario, findings } = await resolve(async () => {
    throw new UnitFailure({ reason: 'exit-code', message: 'no' });
  });
  expect([scenario, findings]).toEqual([SCENARIO, []]);
});

test('does not swallow a defect', async () => {
  await expect(
    resolve(async () => {
      throw new TypeError('no');
    }),
  ).rejects.toThrow(TypeError);
});
