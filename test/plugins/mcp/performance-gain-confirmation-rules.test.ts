import { describe, expect, test } from 'vitest';
import type {
  Comparison,
  ComparisonReport,
} from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import {
  assessComparisonGain,
  assessGateGain,
  gainWithoutComparison,
} from '../../../registry/tools/schemas/proven-performance-gain.ts';

function reportOf(...comparisons: readonly Partial<Comparison>[]): ComparisonReport {
  const usual = {
    scenario: 'parse',
    metric: 'wall_time',
    gated: true,
    pairs: 20,
    confirmed: true,
    verdict: 'improved',
    needed_pairs: null,
  };
  const all: unknown = {
    comparisons: comparisons.map((comparison) => ({ ...usual, ...comparison })),
    runs: [],
  };
  return all as ComparisonReport;
}
const confirmed = (...all: readonly Partial<Comparison>[]): boolean =>
  assessComparisonGain(reportOf(...all), ['parse']).confirmed;

describe('a gain', () => {
  test('is confirmed by pairs that were measured together and confirmed', () => {
    expect(confirmed({})).toBe(true);
  });

  test('is not confirmed without confirmation, or without pairs measured together', () => {
    expect(confirmed({ confirmed: false })).toBe(false);
    expect(confirmed({ pairs: 0 })).toBe(false);
    expect(confirmed({ pairs: 0, confirmed: false })).toBe(false);
  });

  test('is not confirmed when another gated metric regressed', () => {
    const worse = { metric: 'latency.p95', verdict: 'regressed' } as const;
    expect(confirmed({}, worse)).toBe(false);
    expect(assessComparisonGain(reportOf({}, worse), []).statement).toContain(
      'Slower: latency.p95',
    );
  });

  test('is not confirmed by a metric that is not gated', () => {
    expect(confirmed({ gated: false })).toBe(false);
  });

  test('of an inconclusive comparison states what would confirm it', () => {
    const open = reportOf({ verdict: 'inconclusive', confirmed: false, needed_pairs: 64 });
    expect(assessComparisonGain(open, ['parse'])).toMatchObject({
      confirmed: false,
      to_confirm: {
        tool: 'compare',
        arguments: { base: 'HEAD', scenarios: ['parse'] },
        needs: expect.stringContaining('about 64 pairs'),
      },
    });
  });

  test('of an inconclusive comparison needs the time that its pairs took, and half as much again', () => {
    const open = reportOf({ verdict: 'inconclusive', confirmed: false, needed_pairs: 64 });
    const trial = { pair: 0, stage: 'screen', warmup: false, startedMs: 0, durationMs: 120 };
    const runs = [{ scenario: 'parse', trials: [trial, { ...trial, startedMs: 80 }] }] as never;
    expect(assessComparisonGain({ ...open, runs }, ['parse']).to_confirm?.needs).toBe(
      'about 64 pairs; use a `time` of "20s" or more. Set base to the commit before the change',
    );
    expect(assessComparisonGain(open, ['parse']).to_confirm?.needs).toContain(
      'use a longer `time`.',
    );
  });

  test('of a gate follows the same rule, and is not confirmed where nothing was compared', () => {
    const report = reportOf({});
    expect(assessGateGain({ comparison: report, baseline: null }, ['parse'])).toEqual(
      assessComparisonGain(report, ['parse']),
    );
    const stored = reportOf({ pairs: 0 });
    expect(assessGateGain({ comparison: null, baseline: stored }, []).confirmed).toBe(false);
    expect(assessGateGain({ comparison: null, baseline: null }, [])).toEqual(
      gainWithoutComparison([]),
    );
  });

  test('of runs is never confirmed, whatever they show', () => {
    expect(gainWithoutComparison(['parse'])).toMatchObject({
      confirmed: false,
      to_confirm: { tool: 'compare' },
    });
  });
});
