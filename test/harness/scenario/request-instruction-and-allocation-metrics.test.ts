import { afterAll, describe, expect, test } from 'vitest';
import {
  closeProjects,
  createScenarioProject,
  scenarioFileText,
} from './scenario-project-test-setup.ts';

afterAll(closeProjects);

/** The first scenario of a definition. */
async function scenarioOf(definition: string) {
  const { resolve } = createScenarioProject({ 'scenarios/a.ts': scenarioFileText(definition) });
  const [scenario] = await resolve({});
  return scenario;
}

async function refusalOf(definition: string): Promise<string> {
  return scenarioOf(definition).then(
    () => 'not refused',
    (error: Error) => error.message,
  );
}

describe('the instructions metric', () => {
  test('is requested by metrics, by a budget, by a regression, and by its key', async () => {
    for (const asking of [
      `metrics: ['instructions']`,
      `budgets: { instructions: '< 1000000' }`,
      `regression: { instructions: '0.5 %' }`,
      `instructions: {}`,
    ]) {
      expect(await scenarioOf(`name: 'a', run: () => 1, ${asking}`)).toMatchObject({
        metrics: ['instructions'],
      });
    }
    expect(await scenarioOf(`name: 'a', run: () => 1`)).not.toHaveProperty('instructions');
  });

  test('can be set for functions and commands', async () => {
    const settings = `instructions: { jitless: true, iterations: 500 }`;
    expect(await scenarioOf(`name: 'a', run: () => 1, ${settings}`)).toMatchObject({
      instructions: { jitless: true, iterations: 500 },
    });
    expect(
      await scenarioOf(`name: 'a', command: ['true'], instructions: { jitless: true }`),
    ).toMatchObject({ instructions: { jitless: true, iterations: null } });
  });

  test.each([
    [`run: () => 1, instructions: { jitles: true }`, /Did you mean "jitless"/],
    [`run: () => 1, instructions: { jitless: 1 }`, /jitless: found 1, expected true or false/],
    [
      `run: () => 1, instructions: { iterations: 0 }`,
      /expected a whole number of calls, at least 1/,
    ],
    [`run: () => 1, instructions: true`, /expected an object such as { jitless: true }/],
    [`command: ['true'], instructions: { iterations: 5 }`, /iterations: unknown key/],
    [`http: 'http://127.0.0.1/', metrics: ['instructions']`, /do not measure "instructions"/],
    [`http: 'http://127.0.0.1/', instructions: {}`, /only function and command scenarios/],
  ])('is rejected with %s', async (definition, message) => {
    expect(await refusalOf(`name: 'a', ${definition}`)).toMatch(message);
  });
});

describe('allocated bytes', () => {
  test('can have budgets and an allowed worsening without being requested', async () => {
    const limits = `budgets: { allocated: '<= 64 kB' }, regression: { allocated: '2 %' }`;
    expect(await scenarioOf(`name: 'a', run: () => 1, ${limits}`)).toMatchObject({
      metrics: [],
      budgets: [{ metric: 'allocated', operator: '<=', limit: 64_000 }],
      regression: { allocated: 0.02 },
    });
  });
});
