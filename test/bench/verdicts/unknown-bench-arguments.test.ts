import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../../bench/built-package.ts';

const run = (script: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [join(ROOT, 'bench', script), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
  });

test('reports an unknown part with the parts that exist', () => {
  const { status, stdout, stderr } = run('verdicts.ts', '--only=same,nonsense');
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'There is no part "nonsense"; there are same, same-margin-0, slower-5, slower-2-margin-0, same-margin-5, at-margin, http-cpu-5, http-p95-15, same-neighbour, slower-1-margin-0, http-same-cpu, http-same-p95, calibration, counts, peers, tools, plans.\n',
  );
});

test('reports an unknown bench, and runs nothing', () => {
  const { status, stderr } = run('run.ts', 'verdict', '--quick');
  expect(status).toBe(2);
  expect(stderr).toContain('There is no bench "verdict"; there are function,');
});
