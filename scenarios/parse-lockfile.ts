/** Parsing this repository's lock file: one call of a builtin on a real document. */
import { readFileSync } from 'node:fs';
import { defineScenario } from 'perf-harness';

const text = readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8');

export default defineScenario({
  name: 'parse lockfile',
  run: () => JSON.parse(text),
  warmup: '300 ms',
  duration: '200 ms',
  budgets: { wall_time: '< 20 ms', allocated: '< 4 MB' },
  tags: ['json'],
});
