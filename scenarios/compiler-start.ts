/** Start of a real command line: a script on Node.js that starts a native program. */
import { fileURLToPath } from 'node:url';
import { defineScenario } from 'perf-harness';

const compiler = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

export default defineScenario({
  name: 'start the TypeScript compiler',
  command: ['node', compiler, '--version'],
  budgets: { wall_time: '< 5 s', memory_peak: '< 500 MB' },
  tags: ['start-up'],
});
