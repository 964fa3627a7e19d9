import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../../bench/bench-result.ts';
import { ROOT } from '../../../bench/built-package.ts';
import { COMPARE_CASES, type CompareCase } from '../../../bench/verdicts/compare-cases.ts';
import {
  caseRows,
  countVerdicts,
  identicalCodeRows,
  isWrongVerdict,
  replayRows,
} from '../../../bench/verdicts/summarise-cases.ts';
import { summariseVerdicts } from '../../../bench/verdicts/summarise-verdicts.ts';
import type { CompareEntry } from '../../../bench/verdicts/verdict-entries.ts';
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

test('reports an empty journal as results that do not hold', () => {
  const cases = COMPARE_CASES.map((compareCase) => ({ compareCase, planned: compareCase.runs }));
  const { rows, tables } = summariseVerdicts([], cases);
  expect(rows.length).toBe(COMPARE_CASES.length);
  expect(rows.some(({ holds }) => holds)).toBe(false);
  expect(tables).toEqual([]);
});
