/** perf-harness measuring a whole run of perf-harness, which measures in turn. */
import { fileURLToPath } from 'node:url';
import { defineScenario } from 'perf-harness';

export default defineScenario({
  name: 'perf-harness run --quick',
  prepare: ['node', 'tools/build.ts'],
  command: ['node', 'dist/cli/bin.js', 'run', 'scenarios/parse-lockfile.ts', '--quick'],
  cwd: fileURLToPath(new URL('../..', import.meta.url)),
  trials: 3,
  timeout: '2 min',
  budgets: { wall_time: '< 60 s' },
  tags: ['self'],
});
