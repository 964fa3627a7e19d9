/** perf-harness measuring the start of perf-harness, compiled as it is published. */
import { fileURLToPath } from 'node:url';
import { defineScenario } from 'perf-harness';

const root = fileURLToPath(new URL('../..', import.meta.url));

const start = (flag: string) =>
  defineScenario({
    name: `perf-harness ${flag}`,
    prepare: ['node', 'tools/build.ts'],
    command: ['node', 'dist/cli/bin.js', flag],
    cwd: root,
    budgets: { wall_time: '< 2 s', memory_peak: '< 150 MB' },
    tags: ['self', 'start-up'],
  });

export default [start('--version'), start('--help')];
