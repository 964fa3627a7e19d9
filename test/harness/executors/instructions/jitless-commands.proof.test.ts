/** The same count twice, each of which takes seconds under valgrind. */
import { expect, it } from 'vitest';
import { commandScenario, nodeScript } from '../../../support/command-scenario.ts';
import { createUnits, PATIENCE_MS } from './count-units.ts';

const { count } = createUnits();

it('instructions of a command without compilers repeat under the same seed', {
  timeout: PATIENCE_MS,
}, async () => {
  const scenario = commandScenario({
    command: nodeScript(
      'let state = 1; for (let index = 0; index < 500_000; index += 1) state ^= index;',
    ),
    instructions: { jitless: true, iterations: null },
  });
  const once = await count(scenario, { seed: 9 });
  const again = await count(scenario, { seed: 9 });
  expect(Math.abs(again / once - 1)).toBeLessThan(0.001);
});
