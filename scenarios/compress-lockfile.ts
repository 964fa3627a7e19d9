/** One scenario over several values: what a higher level of compression costs. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { defineScenario } from 'perf-harness';

const bytes = readFileSync(new URL('../package-lock.json', import.meta.url));

export default defineScenario({
  name: 'compress lockfile',
  params: { level: [1, 6, 9] },
  run: (_fixture, { level }) => gzipSync(bytes, { level }),
  warmup: '300 ms',
  duration: '200 ms',
  budgets: { wall_time: '< 100 ms' },
  tags: ['compression'],
});
