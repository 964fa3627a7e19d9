import { expect, test } from 'vitest';
import { baselineOf, WORK } from '../baseline-of.ts';

test('P811-06: 300 ms of computing, 300 ms of waiting and 200 MiB are measured in the same runs', async () => {
  const work = `const kept = Buffer.alloc(200 * 2 ** 20, 7);
const start = process.cpuUsage();
const used = () => { const { user, system } = process.cpuUsage(start); return (user + system) / 1e3; };
while (used() < 300);
setTimeout(() => { if (kept[0] !== 7) process.exit(1); }, 300);
`;
  const { metrics } = (await baselineOf(WORK, { 'work.mjs': work })).baseline;
  // With the start of Node.js itself, and filling the memory, which takes time of its own.
  expect(metrics.cpu_time_ms).toBeGreaterThan(300);
  expect(metrics.cpu_time_ms).toBeLessThan(900);
  expect(metrics.wall_time_ms).toBeGreaterThan((metrics.cpu_time_ms ?? Number.NaN) * 0.8);
  expect(metrics.wall_time_ms).toBeGreaterThan(600);
  expect(metrics.memory_peak_mb).toBeGreaterThan(209);
  expect(metrics.memory_peak_mb).toBeLessThan(300);
});

test('P811-10: a command that is slow in its first run only does not move the median', async () => {
  const work = `import { existsSync, writeFileSync } from 'node:fs';
if (!existsSync('cache')) { writeFileSync('cache', ''); await new Promise((resolve) => setTimeout(resolve, 2_000)); }
`;
  const { baseline } = await baselineOf(WORK, { 'work.mjs': work });
  expect(baseline.metrics.wall_time_ms).toBeLessThan(1_500);
});
