import { expect, test } from 'vitest';
import type { Comparison } from '../../../../harness/model/documents/run-report-and-comparison-document.ts';
import { changeExplanationFacts } from '../../../../reports/display-facts/comparison/change-explanation-display-data.ts';
import { comparedMetricFact } from '../../../../reports/display-facts/comparison/compared-metric-display-data.ts';
import { goldenDocuments } from '../../../../tools/golden/golden-documents.ts';

test('an explanation lists counted metrics only when they surely differ', () => {
  const document = goldenDocuments()['live-regressed'];
  if (document?.schema !== 'perf-harness/comparison@1') throw new Error('no comparison');
  const { scenario } = document.explanations?.[0] ?? {};
  const counted = document.comparisons.find(({ metric }) => metric === 'allocated');
  if (scenario === undefined || counted === undefined) throw new Error('not explained');
  const countersOf = (over: Partial<Comparison>) =>
    changeExplanationFacts(document, scenario, [comparedMetricFact({ ...counted, ...over })])
      ?.counters;
  expect(countersOf({})).toMatch(/^allocated /);
  expect(countersOf({ low: 0.99 })).toBe('');
  expect(countersOf({ low: null, high: null })).toBe('');
  expect(countersOf({ base: 0, ratio: null, low: null, high: null })).toMatch(/^allocated /);
});
