import { defineConfig } from 'perf-harness';

/** How this repository measures its own scenarios: enough for a first look, within two minutes. */
export default defineConfig({
  scenarios: ['scenarios/*.ts', 'scenarios/self/*.ts'],
  trials: { min: 6, max: 12, time: '5 s', precision: '5 %' },
});
