/** Functions in TypeScript that Node.js cannot load by itself. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { functionScenario } from '../../../support/function-scenario.ts';
import { createFunctionUnits } from './function-executor-test-setup.ts';

const { measure, fail } = createFunctionUnits();
const file = fileURLToPath(
  new URL('../../../fixtures/loader/measured/scenarios.ts', import.meta.url),
);
const scenario = (name: string) => functionScenario({ name, source: { file, name } });

it.each(['thread', 'program'])(
  'loads TypeScript in a %s of the function too, and notes how many files which tool transformed',
  async (name) => {
    expect((await measure(scenario(name))).notes).toMatchObject({
      // The file with the enum; the scenarios, which only import it without its extension, are left
      // as they are.
      transformed_files: 1,
      transformed_by: expect.stringMatching(/^@swc\/core \d+\.\d+\.\d+$/u),
    });
  },
);

it('reports where a function threw by the line as written', async () => {
  const failure = await fail(scenario('throws'));
  expect(failure.message).toBe('run threw Error: not Yes');
  expect(failure.output).toMatch(/refuse \(.*answer\.ts:7:9\)/u);
});
