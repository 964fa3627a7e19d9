import { expect, test } from 'vitest';
import { createFunctionUnits, fixtureScenario } from './measure-function-units.ts';

test('the memory of a function is not that of the process that measures it', async () => {
  // On Linux, child processes inherit the peak memory of their parent.
  const ours = Buffer.alloc(400_000_000, 1);
  expect(process.memoryUsage.rss()).toBeGreaterThan(400_000_000);
  const { measure } = createFunctionUnits();
  const { measurements } = await measure(fixtureScenario('measured.ts', 'add'));
  expect(measurements.memory_peak).toBeLessThan(300_000_000);
  expect(ours.length).toBe(400_000_000);
});
