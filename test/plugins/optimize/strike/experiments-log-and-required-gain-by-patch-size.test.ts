import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createHost } from '../../../../harness/host.ts';
import {
  appendExperiment,
  type Experiment,
  readExperiments,
} from '../../../../plugins/optimize/strike/execution-journal.ts';
import {
  explainRejection,
  findGainThreshold,
  hasExcessiveGrowth,
} from '../../../../plugins/optimize/strike/run-hypotheses-sequentially.ts';

const experiment: Experiment = {
  phase: 'contested',
  hypotheses: ['H1', 'H2'],
  baseline: 6300,
  result: 3800,
  improvementPct: 39.6825,
  status: 'alternative_c',
  commit: null,
  files: ['a\tb\n.js', 'c\\t.js'],
  e2e: 'skipped',
};

it('X814-23: writes one header in two runs, and reads odd names back unchanged', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'experiments-')), 'x/experiments.tsv');
  const clock = { ...createHost().clock, now: () => new Date('2026-03-15T10:11:12.000Z') };
  const host = { ...createHost(), clock };
  appendExperiment(host, path, experiment);
  appendExperiment(host, path, { ...experiment, commit: 'abc', baseline: null });
  const text = readFileSync(path, 'utf8');
  expect(text.split('\n').slice(0, 2)).toEqual([
    'timestamp\tphase\thypotheses\tbaseline_ms\tresult_ms\timprovement_pct\tstatus\tcommit\tfiles\te2e_status',
    '2026-03-15T10:11:12.000Z\tcontested\tH1,H2\t6300\t3800\t39.7\talternative_c\t\ta\\tb\\n.js,c\\\\t.js\tskipped',
  ]);
  const rows = readExperiments(`${text}cut sho`);
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatchObject({ files: 'a\tb\n.js,c\\t.js', baseline_ms: '', commit: 'abc' });
});

it.each([
  ['Architecture', 30],
  ['I/O-DB', 20],
  ['I/O-Network', 20],
  ['I/O-File', 20],
  ['CPU', 10],
] as const)('X814-24: requires for %s a gain of %d percent, and nothing less', (kind, percent) => {
  const threshold = findGainThreshold(kind);
  const reasonFor = (head: number) =>
    explainRejection({ improvementPct: (1 - head / 900) * 100, isReal: true }, threshold, 1);
  const enough = 900 * (1 - percent / 100);
  expect(reasonFor(enough)).toBeNull();
  expect(reasonFor(enough + 1)).toMatch(`less than ${percent}%`);
});

it('X814-25: rejects 15 % for 60 % more lines, but not 20 %, and not 50 % more lines', () => {
  expect(hasExcessiveGrowth(15, 10, 1.6)).toBe(true);
  expect(hasExcessiveGrowth(20, 10, 1.6)).toBe(false);
  expect(hasExcessiveGrowth(15, 10, 1.5)).toBe(false);
});
