/** perf-harness measuring the start of perf-harness, compiled as it is published. */
import { fileURLToPath } from 'node:url';
import { defineScenario } from 'perf-harness';

export default defineScenario({
  name: 'perf-harness --help',
  prepare: ['node', 'tools/build.ts', '--noCheck'],
  command: ['node', 'dist/cli/bin.js', '--help'],
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  budgets: { wall_time: '< 2 s', memory_peak: '< 150 MB' },
  tags: ['self', 'start-up'],
});
