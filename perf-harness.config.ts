import { defineConfig } from 'perf-harness';

/** Settings for this repository's own scenarios: a first report within 90 s, on a busy machine too. */
export default defineConfig({
  scenarios: ['scenarios/*.ts', 'scenarios/self/*.ts'],
  trials: { min: 6, max: 10, time: '4 s', precision: '5 %' },
});
