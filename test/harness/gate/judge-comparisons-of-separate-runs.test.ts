import { describe, expect, it } from 'vitest';
import {
  BUSY_SESSION_DIFFERENCE,
  judgeStoredComparisons,
  SESSION_DIFFERENCE,
} from '../../../harness/gate/judge-comparisons-of-separate-runs.ts';
import type { Comparison } from '../../../harness/model/documents/run-report-and-comparison-document.ts';
import { unchangedComparison as comparison } from '../../support/gate-evidence-without-measurements.ts';

function judge(gated: readonly Comparison[], busy: readonly string[] = []) {
  return judgeStoredComparisons(gated, new Set(busy));
}

function regressed(low: number, high: number, changes: Partial<Comparison> = {}): Comparison {
  return comparison({ verdict: 'regressed', direction: 'worse', low, high, ...changes });
}

describe('judgeStoredComparisons', () => {
  it('is incomparable when one gated metric is, whatever else is found', () => {
    const found = [regressed(2, 3), comparison({ verdict: 'incomparable' }), comparison()];
    expect(judge(found)).toBe('incomparable');
  });

  it('fails a timed regression only beyond what two sessions may differ by', () => {
    expect(SESSION_DIFFERENCE).toBe(0.1);
    expect(judge([regressed(1.11, 1.2)])).toBe('fail');
    expect(judge([regressed(1.09, 1.2)])).toBe('inconclusive');
    expect(judge([regressed(1.1, 1.2)])).toBe('inconclusive');
    expect(judge([comparison(), regressed(19, 21)])).toBe('fail');
  });

  it('requires a far larger regression on a busy machine, for that scenario alone', () => {
    expect(BUSY_SESSION_DIFFERENCE).toBe(2);
    expect(judge([regressed(2.9, 9)], ['sort'])).toBe('inconclusive');
    expect(judge([regressed(3.1, 9)], ['sort'])).toBe('fail');
    expect(judge([regressed(2.9, 9)], ['parse'])).toBe('fail');
    const slower = { metric: 'throughput' };
    expect(judge([regressed(0.1, 0.34, slower)], ['sort'])).toBe('inconclusive');
    expect(judge([regressed(0.1, 0.33, slower)], ['sort'])).toBe('fail');
    expect(judge([regressed(1.02, 1.03, { metric: 'allocated' })], ['sort'])).toBe('fail');
  });

  it('fails any regression of counted metrics and of confirmed metrics', () => {
    expect(judge([regressed(1.02, 1.03, { metric: 'allocated' })])).toBe('fail');
    expect(judge([regressed(1.07, 1.08, { metric: 'queries' })])).toBe('fail');
    expect(judge([regressed(1.03, 1.04, { confirmed: true })])).toBe('fail');
  });

  it('fails a rise from zero', () => {
    const errors = regressed(0, 0, { metric: 'error_rate', low: null, high: null, ratio: null });
    expect(judge([errors])).toBe('fail');
  });
});
