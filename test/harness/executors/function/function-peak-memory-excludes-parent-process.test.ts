import { expect, test } from 'vitest';
import { createFunctionUnits, fixtureScenario } from './function-executor-test-setup.ts';

test('does not include memory of the measuring process in that of a function', async () => {
  // On Linux, child processes inherit the peak memory of their parent.
  const ours = Buffer.alloc(400_000_000, 1);
  expect(process.memoryUsage.rss()).toBeGreaterThan(400_000_000);
  const { measure } = createFunctionUnits();
  const { measurements } = await measure(fixtureScenario('measured.ts', 'add'));
  expect(measurements.memory_peak).toBeLessThan(300_000_000);
  expect(ours.length).toBe(400_000_000);
});
