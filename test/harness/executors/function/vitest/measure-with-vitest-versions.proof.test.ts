/** Bench files of vitest 1 to 4, run by the real versions from the registry. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Report } from '../../../../../harness/model/documents/run-report-and-comparison-document.ts';
import { createProject } from '../../../../support/run-cli.ts';
import { runCommandInProcess } from '../../../../support/run-command-in-process.ts';

const BENCH = `import { bench, describe } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
const once = { time: 10, iterations: 5, warmupTime: 0, warmupIterations: 0 };
describe('naps', () => {
  bench('short', () => sleep(5), once);
  describe('of another kind', () => {
    bench('long (a.b)', () => sleep(20), once);
  });
  bench.skip('skipped', () => sleep(1));
});
bench('alone', () => sleep(10), once);
`;

/** It takes a minute on an idle machine with everything loaded already. */
const LIMIT_MS = 600_000;

it.each(['1.6.1', '2.1.9', '3.2.4', '4.0.18'])(
  'measures each benchmark of vitest %s by itself, and none that is skipped',
  { timeout: LIMIT_MS },
  async (version) => {
    const cwd = createProject({ 'naps.bench.ts': BENCH });
    execFileSync('npm', ['install', '--no-audit', '--no-fund', `vitest@${version}`], { cwd });
    const args = ['run', join(cwd, 'naps.bench.ts'), '--trials', '3', '--reporter', 'json'];
    const { code, out, err } = await runCommandInProcess(args, { cwd });
    expect({ code, err }).toMatchObject({ code: 0 });
    const { runs } = JSON.parse(out) as Report;
    const times = runs.map(
      ({ scenario, metrics }) => [scenario, metrics.wall_time?.center] as const,
    );
    expect(times.map(([name]) => name).toSorted()).toEqual([
      'alone',
      'naps > of another kind > long (a.b)',
      'naps > short',
    ]);
    for (const [name, ms] of times) {
      const least = name === 'alone' ? 10 : name === 'naps > short' ? 5 : 20;
      expect(ms, name).toBeGreaterThan(least - 1);
      expect(ms, name).toBeLessThan(least + 9);
    }
  },
);
