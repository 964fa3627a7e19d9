import { describe, expect, it, test } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import {
  countCandidates,
  judgeScenarioSuite,
} from '../../../../harness/gate/decide/judge-scenario-suite.ts';
import type { MetricEvidence } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { comparisonSchema } from '../../../../harness/model/documents/run-report-and-comparison-document.ts';
import {
  metricEvidence,
  pairsInRange,
  pairsWithChanges,
} from '../../../support/example-paired-metric-evidence.ts';

const regressed = metricEvidence({
  screen: pairsInRange(5, 4, 8),
  confirm: pairsInRange(13, 4, 8),
});
const improved = metricEvidence({
  screen: pairsInRange(5, -8, -4),
  confirm: pairsInRange(13, -8, -4),
});
const unchanged = metricEvidence({ screen: pairsInRange(8, -1, 1) });
const open = metricEvidence({ screen: pairsInRange(8, -6, 6) });
const nothing = metricEvidence();
const shown = metricEvidence({ gated: false, screen: pairsInRange(8, 4, 8) });

const decide = (...evidence: readonly MetricEvidence[]) =>
  judgeScenarioSuite([{ evidence, trouble: null }], DEFAULT_RULES);

describe('the verdict over a suite', () => {
  it.each([
    ['pass', 'all are unchanged or improved', [unchanged, improved]],
    ['fail', 'one is regressed', [unchanged, open, regressed]],
    ['inconclusive', 'one is', [unchanged, open]],
    ['incomparable', 'one is, whatever the others are', [regressed, nothing]],
    ['incomparable', 'none is gated', [shown]],
    ['incomparable', 'there is none', []],
    ['pass', 'only one that does not count has changed', [unchanged, shown]],
  ] as const)('is %s when %s', (verdict, _, evidence) => {
    expect(decide(...evidence).verdict).toBe(verdict);
  });
});

test('a scenario whose measurement ended before its first pair is inconclusive', () => {
  const { comparisons, verdict } = judgeScenarioSuite(
    [
      { evidence: [unchanged], trouble: null },
      { evidence: [nothing], trouble: null, isUnmeasured: true },
    ],
    DEFAULT_RULES,
  );
  expect(verdict).toBe('inconclusive');
  expect(comparisons[1]).toMatchObject({
    verdict: 'inconclusive',
    reason: 'the measurement ended before its first pair',
  });
});

describe('the error rate', () => {
  test('is shared by the candidates of the whole suite', () => {
    const eight = { ...regressed, confirm: pairsInRange(8, 4, 8) };
    expect(decide(eight).comparisons[0]?.verdict).toBe('regressed');
    const two = judgeScenarioSuite(
      [
        { evidence: [eight], trouble: null },
        { evidence: [improved], trouble: null },
      ],
      DEFAULT_RULES,
    );
    expect(two.comparisons.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'improved']);
    expect(countCandidates([eight, improved, unchanged, open], DEFAULT_RULES)).toBe(2);
  });

  test('is not shared by metrics that are not gated, not timed or spoiled', () => {
    const eight = { ...regressed, confirm: pairsInRange(8, 4, 8) };
    const counted = { ...regressed, nature: 'counted' } as const;
    expect(countCandidates([shown, counted, unchanged], DEFAULT_RULES)).toBe(1);
    const decided = judgeScenarioSuite(
      [
        { evidence: [eight], trouble: null },
        { evidence: [regressed, shown], trouble: 'the base does not build' },
      ],
      DEFAULT_RULES,
    );
    expect(decided.comparisons).toMatchObject([
      { verdict: 'regressed' },
      { verdict: 'incomparable', reason: 'the base does not build', gated: true },
    ]);
    expect(decided.verdict).toBe('incomparable');
  });

  test('is shared by the gated metrics among counted metrics', () => {
    const counted = metricEvidence({ nature: 'counted', metric: 'instructions' });
    const pooledSpread = { sd: 0.0006, degreesOfFreedom: 19 };
    const near = {
      ...counted,
      margin: 0.003,
      screen: pairsWithChanges(0.42, 0.43, 0.44),
      pooledSpread,
    };
    expect(decide(near).comparisons[0]?.verdict).toBe('regressed');
    const many = Array.from({ length: 50 }, () => near);
    expect(decide(...many).comparisons[0]?.verdict).toBe('inconclusive');
    // Neither reported-only metrics nor those without a verdict make a difference.
    const others = many.map((metricEvidence) => ({ ...metricEvidence, gated: false }));
    expect(decide(near, ...others, unchanged).comparisons[0]?.verdict).toBe('regressed');
    const spoiled = { evidence: many, trouble: 'the base does not build' };
    const [first] = judgeScenarioSuite(
      [{ evidence: [near], trouble: null }, spoiled],
      DEFAULT_RULES,
    ).comparisons;
    expect(first?.verdict).toBe('regressed');
  });
});

test('decides exactly the same from pairs that were written and read again', () => {
  const suite = [
    { evidence: [regressed, improved, unchanged, open, shown], trouble: null },
    { evidence: [nothing], trouble: 'its server did not start' },
  ];
  const decided = judgeScenarioSuite(suite, DEFAULT_RULES);
  const again = judgeScenarioSuite(
    JSON.parse(JSON.stringify(suite)) as typeof suite,
    JSON.parse(JSON.stringify(DEFAULT_RULES)) as typeof DEFAULT_RULES,
  );
  expect(JSON.stringify(again)).toBe(JSON.stringify(decided));
  for (const comparison of decided.comparisons) comparisonSchema.parse(comparison);
});
