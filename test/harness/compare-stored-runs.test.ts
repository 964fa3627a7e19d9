import { describe, expect, it } from 'vitest';
import { compareStoredRuns } from '../../harness/compare-stored-runs.ts';
import type { RunRecord } from '../../harness/model/documents/run-record.ts';
import {
  type Comparison,
  comparisonReportSchema,
} from '../../harness/model/documents/run-report-and-comparison-document.ts';
import { completedTrial, type MetricSamples, runRecord } from '../support/completed-run-record.ts';

/** Ten values around a centre that spread by ± 1 %. */
function around(center: number): number[] {
  return [-10, -7, -5, -3, -1, 1, 3, 5, 7, 10].map((step) => center * (1 + step / 1_000));
}

function constant(value: number, count = 5): number[] {
  return new Array<number>(count).fill(value);
}

function compare(
  base: MetricSamples | readonly RunRecord[],
  head: MetricSamples | readonly RunRecord[],
  changes: Partial<RunRecord> = {},
) {
  const runs = (side: MetricSamples | readonly RunRecord[], id: string): readonly RunRecord[] =>
    isRuns(side) ? side : [runRecord(side, { id, ...changes })];
  return compareStoredRuns(
    { label: 'main', source: 'baseline', runs: runs(base, '1') },
    { label: 'latest', source: 'record', runs: runs(head, '2') },
  );
}

function isRuns(side: MetricSamples | readonly RunRecord[]): side is readonly RunRecord[] {
  return Array.isArray(side);
}

function only(
  base: MetricSamples,
  head: MetricSamples,
  changes: Partial<RunRecord> = {},
): Comparison {
  const { comparisons } = compare(base, head, changes);
  expect(comparisons).toHaveLength(1);
  return comparisons[0] as Comparison;
}

function withSettings(
  settings: object,
  samples: MetricSamples = { wall_time: around(100) },
): RunRecord {
  const record = runRecord(samples);
  return { ...record, settings: { ...record.settings, ...settings } };
}

describe('comparison of stored runs', () => {
  it('gives a document of the published schema, with the runs of both sides', () => {
    const report = compare({ wall_time: around(100) }, { wall_time: around(120) });
    expect(comparisonReportSchema.parse(report)).toEqual(report);
    expect(report).toMatchObject({
      schema: 'perf-harness/comparison@1',
      base: { label: 'main', source: 'baseline' },
      head: { label: 'latest', source: 'record' },
      seed: null,
      confidence: 0.95,
    });
    expect(report.runs.map(({ id }) => id)).toEqual(['1', '2']);
  });

  it('reports that every comparison is of past runs, and what would decide', () => {
    const report = compare({ wall_time: around(100) }, { wall_time: around(100) });
    expect(report.findings).toEqual([
      {
        id: 'stored-comparison',
        level: 'info',
        message:
          'These runs were measured at different times (2026-01-02T03:04:05.678Z and 2026-01-02T03:04:05.678Z). Results for the same code vary by several percent with the time of day, so no change can be confirmed here.',
        remedy: expect.stringContaining('perf-harness compare <git ref>'),
      },
    ]);
  });

  it('confirms nothing, however large the change', () => {
    expect(only({ wall_time: around(100) }, { wall_time: around(2_000) })).toMatchObject({
      verdict: 'regressed',
      direction: 'worse',
      confirmed: false,
      pairs: 0,
    });
  });

  it.each([
    ['twice as long', 200, 'regressed', 'worse', 2],
    ['5 % longer', 105, 'regressed', 'worse', 1.05],
    ['5 % shorter', 95, 'improved', 'better', 0.95],
    ['the same', 100, 'unchanged', 'none', 1],
    ['2 % longer', 102, 'inconclusive', 'worse', 1.02],
  ] as const)('judges what takes %s', (_, center, verdict, direction, ratio) => {
    const found = only({ wall_time: around(100) }, { wall_time: around(center) });
    expect(found).toMatchObject({ verdict, direction, base: 100, head: center, margin: 0.02 });
    expect(found.ratio).toBeCloseTo(ratio, 3);
    expect(found.low).toBeLessThan(found.ratio ?? 0);
    expect(found.high).toBeGreaterThan(found.ratio ?? 0);
    expect(found.reason).toBe(
      verdict === 'inconclusive' ? 'the confidence interval includes the margin' : null,
    );
  });

  // Rulings: 6,300 to 3,800 is a gain of 39.7 %, 3,800 to 1,200 of 68.4 %, 1,200 to 480 of 60.0 %.
  it.each([
    [6_300, 3_800, 39.7],
    [3_800, 1_200, 68.4],
    [1_200, 480, 60],
    [6_300, 480, 92.4],
  ])('finds from %i to %i a gain of %d %%', (base, head, gain) => {
    const found = only({ wall_time: around(base) }, { wall_time: around(head) });
    expect(found.verdict).toBe('improved');
    expect(((1 - (found.ratio ?? 0)) * 100).toFixed(1)).toBe(gain.toFixed(1));
  });

  it('reports how many pairs would decide an inconclusive result', () => {
    const found = only({ wall_time: around(100) }, { wall_time: around(102.5) });
    expect(found.verdict).toBe('inconclusive');
    expect(found.needed_pairs).toBeGreaterThanOrEqual(8);
    expect(only({ wall_time: around(100) }, { wall_time: around(150) }).needed_pairs).toBeNull();
  });

  it('does not decide with too few trials, and gives the reason', () => {
    expect(only({ wall_time: [1, 1.01, 1.02] }, { wall_time: [5, 5.01, 5.02] })).toMatchObject({
      verdict: 'inconclusive',
      direction: 'worse',
      reason: '3 and 3 trials give at most 90 % confidence; 95 % is required',
      ratio: expect.closeTo(4.96, 2),
      needed_pairs: 8,
    });
    expect(only({ wall_time: [1, 1.01, 1.02, 1.03] }, { wall_time: constant(5, 4) }).verdict).toBe(
      'regressed',
    );
  });
});

describe('metrics of other kinds', () => {
  it('have margins of their own when counted', () => {
    const memory = only({ allocated: around(1_000) }, { allocated: around(1_000) });
    expect(memory).toMatchObject({ margin: 0.01, unit: 'B' });
    const steady = only({ instructions: constant(1_000) }, { instructions: constant(1_004) });
    expect(steady).toMatchObject({ margin: 0.003, verdict: 'regressed' });
  });

  it.each([
    ['the same', constant(13), constant(13), 'unchanged', 1, null],
    ['one more', constant(13), constant(14), 'regressed', 14 / 13, null],
    ['one fewer of a single trial', [13], [12], 'improved', 12 / 13, null],
    ['none where there were some', constant(13), constant(0), 'improved', 0, null],
    ['some where there was none', constant(0), constant(1), 'regressed', null, null],
    ['none on either side', constant(0), constant(0), 'unchanged', null, null],
    [
      'not agreed with itself',
      [13, 13, 14],
      constant(13),
      'inconclusive',
      1,
      'the value should be the same in every trial, but it varies',
    ],
    ['higher in every trial', [13, 14, 13], [15, 16, 15], 'regressed', 15 / 13, null],
  ] as const)(
    'are compared without a test when exact: %s',
    (_, base, head, verdict, ratio, reason) => {
      const found = only({ http_round_trips: base }, { http_round_trips: head });
      expect(found).toMatchObject({ verdict, reason, margin: 0, needed_pairs: null });
      if (ratio === null) expect(found.ratio).toBeNull();
      else expect(found.ratio).toBeCloseTo(ratio, 12);
    },
  );

  it.each([
    ['none on either side', constant(0), constant(0), 'unchanged', null],
    ['none any more', around(5), constant(0, 10), 'improved', 0],
    ['some for the first time', constant(0, 10), around(5), 'regressed', null],
    ['one in one trial only', constant(0, 10), [...constant(0, 9), 1], 'unchanged', null],
  ] as const)(
    'are compared without a logarithm of zero for garbage collections: %s',
    (_, base, head, verdict, ratio) => {
      const found = only({ gc_count: base }, { gc_count: head });
      expect(found).toMatchObject({ verdict, confirmed: false });
      if (ratio === null) expect(found.ratio).toBeNull();
      else expect(found.ratio).toBeCloseTo(ratio, 2);
    },
  );
});

describe('gated metrics', () => {
  it('use the margins, regressions and budgets of the head', () => {
    const slower = { wall_time: around(104) };
    const verdictWith = (settings: object): Comparison | undefined =>
      compare([runRecord({ wall_time: around(100) })], [withSettings(settings, slower)])
        .comparisons[0];
    expect(verdictWith({})).toMatchObject({ verdict: 'regressed', margin: 0.02 });
    expect(verdictWith({ margin: 0.06 })).toMatchObject({ verdict: 'unchanged', margin: 0.06 });
    expect(verdictWith({ regression: { wall_time: 0.06 }, margin: 0.01 })).toMatchObject({
      verdict: 'unchanged',
      margin: 0.06,
    });
  });

  it('are the primary metric and those named by a budget or a regression', () => {
    const base = { wall_time: around(100), allocated: around(100) };
    const head = { wall_time: around(100), allocated: around(150) };
    expect(compare(base, head).verdict).toBe('pass');
    const gated = withSettings({ regression: { allocated: 0.01 } }, head);
    expect(compare([runRecord(base)], [gated]).verdict).toBe('fail');
  });

  it('are incomparable when only one side has the metric, with the reason', () => {
    const base = runRecord({ wall_time: around(100), gc_time: around(1) });
    const head = runRecord(
      { wall_time: around(100), allocated: around(7) },
      { unavailable: { gc_time: 'no collection happened' } },
    );
    const { comparisons, verdict } = compare([base], [head]);
    expect(comparisons).toMatchObject([
      { metric: 'wall_time', verdict: 'unchanged' },
      {
        metric: 'allocated',
        verdict: 'incomparable',
        reason: 'the base has no allocated',
        head: 7,
        base: null,
      },
      {
        metric: 'gc_time',
        verdict: 'incomparable',
        reason: 'the head has no gc_time: no collection happened',
        head: null,
      },
    ]);
    // Neither is gated, so they do not decide.
    expect(verdict).toBe('pass');
    expect(compare({ wall_time: around(1) }, { allocated: around(1) }).verdict).toBe(
      'incomparable',
    );
  });

  it('are incomparable when the units differ', () => {
    const base = runRecord({ wall_time: around(100) });
    const wall = base.metrics.wall_time;
    if (wall === undefined) throw new Error('no metric');
    const head = { ...base, metrics: { wall_time: { ...wall, unit: 'count' as const } } };
    expect(compare([base], [head]).comparisons[0]).toMatchObject({
      verdict: 'incomparable',
      reason: 'the units differ: ms and count',
      ratio: null,
    });
  });
});

describe('scenario matching', () => {
  const sort = runRecord({ wall_time: around(100) }, { id: '1' });
  const parse = { ...sort, scenario: 'parse' };

  it('goes by name and reports scenarios of only one side', () => {
    const report = compare([sort, parse], [sort, { ...sort, scenario: 'render' }]);
    expect(report.comparisons.map(({ scenario }) => scenario)).toEqual(['sort']);
    expect(report.verdict).toBe('pass');
    expect(report.findings.slice(1)).toMatchObject([
      {
        id: 'only-in-base',
        level: 'warning',
        message: 'Scenarios that exist only in the base are not compared: "parse".',
      },
      {
        id: 'only-in-head',
        level: 'info',
        message: 'Scenarios that exist only in the head are not compared: "render".',
      },
    ]);
  });

  it('finds nothing to compare when both sides share no name', () => {
    const report = compare([sort], [parse]);
    expect(report).toMatchObject({ comparisons: [], verdict: 'incomparable' });
    expect(report.findings.map(({ id }) => id)).toEqual(['only-in-base', 'only-in-head']);
    expect(compare([], []).verdict).toBe('incomparable');
  });

  it('uses the newest run when a side has several', () => {
    const older = runRecord({ wall_time: around(500) }, { id: '0' });
    expect(compare([sort, older], [older, sort]).comparisons).toMatchObject([
      { base: 100, head: 100 },
    ]);
  });
});

it('reports pages with different content on each side as incomparable', () => {
  const loaded = (elements: number): RunRecord => {
    const blocks = [{ operations: 1, durationMs: 1, measurements: {}, notes: { elements } }];
    const trials = [completedTrial(0, { lcp: 300 }, { blocks })];
    return { ...runRecord({ lcp: [300] }), kind: 'page', trials };
  };
  const reason = expect.stringContaining('the head page has 6 elements');
  const { comparisons, verdict } = compare([loaded(400)], [loaded(6)]);
  expect(verdict).toBe('incomparable');
  expect(comparisons).toMatchObject([{ metric: 'lcp', verdict: 'incomparable', reason }]);
  expect(compare([loaded(400)], [loaded(300)]).verdict).not.toBe('incomparable');
});
