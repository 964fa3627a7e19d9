import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { computePlantedAmount } from '../../../bench/verdicts/dose-response.ts';
import { makeWorkloadRepository } from '../../../bench/verdicts/make-workload-repository.ts';
import {
  findWorkload,
  readDefaultAmount,
  WORKLOADS,
  workloadFolder,
} from '../../../bench/verdicts/workloads.ts';

const folder = mkdtempSync(join(tmpdir(), 'make-repository-'));

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd, encoding: 'utf8' });

describe('the repository of a workload', () => {
  const project = join(folder, 'parse');
  makeWorkloadRepository(project, findWorkload('parse'), 200, [
    { tag: 'same', amount: null },
    { tag: 'slower-5', amount: 210 },
  ]);

  test('holds identical code in `same`', () => {
    expect(git(project, 'diff', '--name-only', 'base', 'same').trim()).toBe('README.md');
  });

  test('differs only in the amount of work in the slower commit', () => {
    expect(git(project, 'diff', '--name-only', 'base', 'slower-5').trim()).toBe('src/amount.js');
    expect(git(project, 'show', 'slower-5:src/amount.js')).toContain('amount = 210;');
  });

  test('is left clean at its base, with a scenario that can be found', () => {
    expect(git(project, 'status', '--porcelain')).toBe('');
    expect(git(project, 'rev-parse', 'HEAD')).toBe(git(project, 'rev-parse', 'base'));
    expect(readFileSync(join(project, 'scenarios/parse.js'), 'utf8')).toContain("name: 'parse'");
  });
});

test('gives every workload an amount, and its scenario the same name', () => {
  for (const workload of WORKLOADS) {
    expect(readDefaultAmount(workload)).toBeGreaterThan(20);
    const file = join(workloadFolder(workload), 'scenarios', `${workload.name}.js`);
    expect(readFileSync(file, 'utf8')).toContain(`name: '${workload.name}'`);
  }
});

test('plants a share of the metric, of which work may be only a part', () => {
  expect(computePlantedAmount(200, 0.05, { workShare: 1 })).toBe(210);
  expect(computePlantedAmount(200, 0.05, { workShare: 0.5 })).toBe(220);
});
