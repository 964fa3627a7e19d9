import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../../bench/bench-result.ts';
import { ROOT } from '../../../bench/built-package.ts';
import { COMPARE_CASES, type CompareCase } from '../../../bench/verdicts/compare-cases.ts';
import { plantedSlowdownTable } from '../../../bench/verdicts/planted-slowdown-table.ts';
import { calibrationTables, spreadRows } from '../../../bench/verdicts/summarise-calibrations.ts';
import {
  caseRows,
  caseTable,
  countVerdicts,
  identicalCodeRows,
  isWrongVerdict,
  measurePairSpread,
  replayRows,
} from '../../../bench/verdicts/summarise-cases.ts';
import { planFigure, planTables } from '../../../bench/verdicts/summarise-plans.ts';
import { summariseVerdicts } from '../../../bench/verdicts/summarise-verdicts.ts';
import type {
  CalibrateEntry,
  CompareEntry,
  PlanEntry,
} from '../../../bench/verdicts/verdict-entries.ts';
import type { ComparisonVerdict } from '../../../harness/model/documents/run-report-and-comparison-document.ts';

const PROVENANCE = {
  at: '2026-11-20T00:00:00.000Z',
  commit: 'abc1234',
  node: '26.10.0',
  machine: 'a processor, 2 cores',
};

function caseOf(id: string): CompareCase {
  const found = COMPARE_CASES.find((compareCase) => compareCase.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

function entry(
  compareCase: CompareCase,
  index: number,
  verdict: ComparisonVerdict,
  more: Partial<CompareEntry> = {},
): CompareEntry {
  const estimate = { verdict, ratio: 1.05, low: 1.03, high: 1.07, pairs: 10, confirmed: true };
  return {
    ...PROVENANCE,
    type: 'compare',
    id: `${compareCase.id}/${index}`,
    case: compareCase.id,
    workload: compareCase.workloads[index % compareCase.workloads.length] ?? '',
    seed: index,
    exitCode: 0,
    seconds: 10 + index,
    setupSeconds: 1,
    metrics: {
      wall_time: { ...estimate, gated: true },
      memory_peak: { ...estimate, verdict: 'improved', gated: false },
    },
    screened: { wall_time: [0.01, -0.01, 0.02, -0.02, 0, 0.03, -0.03, 0.01] },
    isReplayed: true,
    ...more,
  };
}

test('keeps every promise about identical code in the published result', () => {
  const text = readFileSync(join(ROOT, 'bench/results/verdicts.json'), 'utf8');
  const { result } = JSON.parse(text) as { readonly result: BenchResult };
  const rows = result.rows.filter(({ name }) => name.startsWith('identical code'));
  expect(rows.length).toBeGreaterThanOrEqual(4);
  expect(rows.filter(({ holds }) => !holds)).toEqual([]);
});

function many(compareCase: CompareCase, verdicts: readonly ComparisonVerdict[]): CompareEntry[] {
  return verdicts.map((verdict, index) => entry(compareCase, index, verdict));
}

function repeated(verdict: ComparisonVerdict, count: number): ComparisonVerdict[] {
  return Array.from({ length: count }, () => verdict);
}

describe('a promise about verdicts', () => {
  const slower = caseOf('slower-5');

  test('holds with as many as promised, and not with fewer', () => {
    const verdicts = [...repeated('regressed', 38), ...repeated('inconclusive', 2)];
    const entries = many(slower, verdicts);
    const [row] = caseRows([{ compareCase: slower, planned: 40, entries }], []);
    expect(row).toMatchObject({ ours: '38 of 40', limit: 'at least 38 of 40', holds: true });
    const fewer = many(slower, [...verdicts.slice(1), 'inconclusive']);
    const [missed] = caseRows([{ compareCase: slower, planned: 40, entries: fewer }], []);
    expect(missed).toMatchObject({ ours: '37 of 40', holds: false });
  });

  test('does not hold before all comparisons were made', () => {
    const entries = many(slower, repeated('regressed', 39));
    const [row] = caseRows([{ compareCase: slower, planned: 40, entries }], []);
    expect(row?.holds).toBe(false);
  });

  test('uses the median for seconds', () => {
    const entries = many(slower, repeated('regressed', 40));
    const [, row] = caseRows([{ compareCase: slower, planned: 40, entries }], []);
    // 10 to 49 s.
    expect(row).toMatchObject({ ours: '29.5 s, 18 pairs', limit: 'at most 30 s', holds: true });
  });

  test('counts only gated metrics for identical code', () => {
    const same = { ...caseOf('same'), runs: 200 };
    const entries = many(same, repeated('unchanged', 200));
    expect(countVerdicts({ compareCase: same, planned: 200, entries })).toBe(0);
    const [row] = caseRows([{ compareCase: same, planned: 200, entries }], []);
    expect(row).toMatchObject({ ours: '0 of 200 (0 inconclusive)', holds: true });
    const open = [
      ...entries.slice(2),
      entry(same, 0, 'inconclusive'),
      entry(same, 1, 'inconclusive'),
    ];
    const [told] = caseRows([{ compareCase: same, planned: 200, entries: open }], []);
    expect(told).toMatchObject({ ours: '0 of 200 (2 inconclusive)', holds: true });
    const alarmed = [...entries.slice(1), entry(same, 0, 'improved')];
    const [broken] = caseRows([{ compareCase: same, planned: 200, entries: alarmed }], []);
    expect(broken).toMatchObject({
      ours: '1 of 200 (0 inconclusive)',
      limit: 'at most 0 of 200',
      holds: false,
    });
  });

  test('requires of a few comparisons only that none is wrong', () => {
    const entries = many(slower, ['regressed', 'inconclusive']);
    const rows = caseRows([{ compareCase: slower, planned: 2, entries }], []);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ ours: '0 of 2, 1 regressed', holds: true });
    const wrong = many(slower, ['regressed', 'improved']);
    expect(caseRows([{ compareCase: slower, planned: 2, entries: wrong }], [])[0]?.holds).toBe(
      false,
    );
  });
});

test('makes one claim of all comparisons of identical code, once all of them exist', () => {
  const [same, beside] = [caseOf('same'), caseOf('same-neighbour')].map((compareCase) => ({
    ...compareCase,
    runs: 3,
  }));
  if (same === undefined || beside === undefined) throw new Error('no such cases');
  const of = (compareCase: CompareCase, ...verdicts: readonly ComparisonVerdict[]) => ({
    compareCase,
    planned: 3,
    entries: many(compareCase, verdicts),
  });
  const three = of(same, 'unchanged', 'inconclusive', 'unchanged');
  expect(identicalCodeRows([three, of(beside, 'unchanged')])).toEqual([]);
  const [row] = identicalCodeRows([three, of(beside, 'unchanged', 'unchanged', 'improved')]);
  expect(row).toMatchObject({ ours: '1 of 6', holds: false });
  expect(row?.name).toContain('3 of them beside a noisy neighbour');
});

test('judges a verdict wrong when it reports a change in identical code or the opposite change', () => {
  const [same, slower] = [caseOf('same'), caseOf('slower-5')];
  expect(isWrongVerdict(same, entry(same, 0, 'regressed'))).toBe(true);
  expect(isWrongVerdict(same, entry(same, 0, 'inconclusive'))).toBe(false);
  expect(isWrongVerdict(slower, entry(slower, 0, 'improved'))).toBe(true);
  expect(isWrongVerdict(slower, entry(slower, 0, 'unchanged'))).toBe(false);
});

test('does not keep the promise when verdicts cannot be recomputed', () => {
  const same = caseOf('same');
  const entries = [entry(same, 0, 'unchanged'), entry(same, 1, 'unchanged', { isReplayed: false })];
  const [row] = replayRows([{ compareCase: same, planned: 200, entries }]);
  expect(row).toMatchObject({ ours: '1 of 2 the same', holds: false });
});

describe('the table of cases', () => {
  const same = caseOf('same');
  const results = [{ compareCase: same, planned: 200, entries: [entry(same, 0, 'unchanged')] }];

  test('has the spread of a pair from identical code, 1.4826 times the MAD', () => {
    // Absolute deviations from the median 0.005: their median is 0.015.
    expect(measurePairSpread(results, 'parse', 'wall_time')).toBeCloseTo(0.015 * 1.4826, 6);
    expect(caseTable(results).body[0]?.at(-1)).toBe('2.22 %');
  });

  test('gives the spread with each complete promise', () => {
    const whole = {
      compareCase: same,
      planned: same.runs,
      entries: many(same, repeated('unchanged', 9)),
    };
    expect(caseRows([whole], [])[0]?.ours).toBe('0 of 9 (0 inconclusive)');
    const calibrated = [0.01, 0.03, 0.022].map((spread) => calibration('parse', spread));
    const [row] = caseRows([whole], [...calibrated, calibration('map', 0.03)]);
    expect(row?.ours).toBe('0 of 9 (0 inconclusive); calibrated spread of a pair 2.2 to 3.0 %');
  });

  test('marks a machine that was too noisy', () => {
    const screened = { wall_time: [0.1, -0.1, 0.2, -0.2, 0, 0.3, -0.3, 0.1] };
    const noisy = [{ ...results[0], entries: [entry(same, 0, 'unchanged', { screened })] }];
    expect(caseTable(noisy as typeof results).body[0]?.at(-1)).toBe('22.24 % (!)');
  });
});

function calibration(workload: string, spread: number): CalibrateEntry {
  const visible = [10, 30, 100].map((pairs) => ({ pairs, change: spread / pairs, seconds: pairs }));
  const metric = { pairs: 30, spread, seconds_per_pair: 0.7, visible };
  return {
    ...PROVENANCE,
    type: 'calibrate',
    id: `calibrate/${workload}/${spread}`,
    workload,
    seed: 1,
    metrics: { wall_time: { ...metric, false_alarms: { comparisons: 200, changed: 1 } } },
  };
}

test('reports calibrations by their medians, and marks those that are too noisy', () => {
  const calibrated = [0.01, 0.06, 0.04].map((spread) => calibration('async', spread));
  const [table] = calibrationTables([...calibrated, calibration('parse', 0.01)]);
  expect(table?.body.map((row) => row.slice(0, 5))).toEqual([
    ['parse', 'wall_time', '1', '1.00 %', '1.00 % to 1.00 %'],
    ['async', 'wall_time', '3', '4.00 % (!)', '1.00 % to 6.00 %'],
  ]);
  expect(table?.body[1]?.slice(5)).toEqual([
    '0.70',
    '± 0.40 %',
    '± 0.13 %',
    '± 0.04 %',
    '3 of 600',
  ]);
  expect(calibrationTables([])).toEqual([]);
});

test('reports a promise of a noisy machine as such, with its spread in a separate row', () => {
  const calibrated = [0.03, 0.04, 0.02].map((spread) => calibration('async', spread));
  const [quiet, noisy] = spreadRows([...calibrated, calibration('command', 0.031)]);
  expect(quiet).toMatchObject({
    name: 'calibrated spread of a pair: wall_time of async',
    ours: '3.00 % in the median of 3',
    limit: 'at most 3 %',
    holds: true,
  });
  expect(noisy).toMatchObject({ ours: '3.10 % in the median of 1', holds: false });
});

describe('sampling plans', () => {
  const entryOf = (round: number, factor: number): PlanEntry => {
    const ratio = ((round % 5) - 2) / 100;
    return {
      ...PROVENANCE,
      type: 'plan',
      id: `plan/parse/quiet/${round}`,
      workload: 'parse',
      noise: false,
      plans: {
        'back-to-back-seeds': { seconds: 1, differences: { wall_time: ratio } },
        'at-once-seeds': { seconds: 0.5, differences: { wall_time: factor * ratio } },
      },
    };
  };
  const entries = Array.from({ length: 20 }, (_, round) => entryOf(round, 2));

  test('cost their robust variance times their seconds', () => {
    // Ratios −2 … 2 %: the median absolute deviation is 1 %.
    const figure = planFigure(entries, 'at-once-seeds', 'wall_time');
    expect(figure?.robust).toBeCloseTo(2 * 0.014826, 6);
    expect(figure?.cost).toBeCloseTo((2 * 0.014826) ** 2 * 0.5, 9);
  });

  test('are compared with the first plan', () => {
    const [overall] = planTables(entries);
    const cells = new Map(overall?.body.map(([name, quiet, noise]) => [name, [quiet, noise]]));
    expect(cells.get('back to back, same seeds')).toEqual(['1.00 (1)', '']);
    expect(cells.get('both at once, same seeds')).toEqual(['2.00 (1)', '']);
  });

  test('are listed by workload, with both deviations', () => {
    const [, detail] = planTables(entries);
    const atOnce = detail?.body.find(([, name]) => name === 'both at once, same seeds');
    expect(atOnce?.slice(0, 6)).toEqual([
      'parse',
      'both at once, same seeds',
      '2.97 %',
      '2.90 %',
      '0.50',
      '2.00',
    ]);
    expect(atOnce?.at(-1)).toBe('20 + 0');
  });
});

test('reports an empty journal as results that do not hold', () => {
  const cases = COMPARE_CASES.map((compareCase) => ({ compareCase, planned: compareCase.runs }));
  const { rows, tables } = summariseVerdicts([], cases);
  expect(rows.length).toBe(COMPARE_CASES.length);
  expect(rows.some(({ holds }) => holds)).toBe(false);
  expect(tables).toEqual([]);
});

test('reports the planted amount in work and instructions, next to what was found', () => {
  const count = { ...PROVENANCE, type: 'count', id: 'count/parse/0', workload: 'parse' } as const;
  const counted = { ...count, work: 1.0525, instructions: [1.051, 1.0493, 1.0512] };
  const found = entry(caseOf('slower-5'), 0, 'regressed', { workload: 'parse' });
  expect(plantedSlowdownTable([counted, found])[0]?.body).toEqual([
    ['parse', '+5.00 %', '+5.25 %', '+5.10 %', '+5.00 %'],
  ]);
  expect(plantedSlowdownTable([counted])[0]?.body[0]?.at(-1)).toBe('');
  expect(plantedSlowdownTable([found])).toEqual([]);
});
