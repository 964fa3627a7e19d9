/** Two ways to copy a large document deeply, measured in turn and ranked. */
import { readFileSync } from 'node:fs';
import { defineScenario } from 'perf-harness';

const readLockfile = (): unknown =>
  JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));

const alternative = (name: string, copy: (value: unknown) => unknown) =>
  defineScenario({
    name,
    group: 'copy lockfile',
    setup: readLockfile,
    run: copy,
    warmup: '300 ms',
    duration: '200 ms',
    budgets: { wall_time: '< 50 ms' },
    tags: ['json'],
  });

export default [
  alternative('copy by structuredClone', (lockfile) => structuredClone(lockfile)),
  alternative('copy by JSON', (lockfile) => JSON.parse(JSON.stringify(lockfile))),
];
