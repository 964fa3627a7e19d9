import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import type { UnitFailures } from '../../../../harness/gate/decide/judge-metric-comparison.ts';
import { judgeScenarioSuite } from '../../../../harness/gate/decide/judge-scenario-suite.ts';
import { metricEvidence, pairsInRange } from '../../../support/example-paired-metric-evidence.ts';

const evidence = {
  regressed: metricEvidence({
    screen: pairsInRange(5, 4, 8),
    confirm: pairsInRange(13, 4, 8),
  }),
  improved: metricEvidence({
    screen: pairsInRange(5, -8, -4),
    confirm: pairsInRange(13, -8, -4),
  }),
  unchanged: metricEvidence({ screen: pairsInRange(8, -1, 1) }),
  inconclusive: metricEvidence({ screen: pairsInRange(8, -1, 4) }),
};

function judged(verdict: keyof typeof evidence, failures: UnitFailures) {
  const { comparisons } = judgeScenarioSuite(
    [{ evidence: [evidence[verdict]], trouble: null, failures }],
    DEFAULT_RULES,
  );
  return comparisons[0];
}

describe('verdicts with failed units', () => {
  it('never favor a head that fails more often', () => {
    const failures = { base: 0, head: 8 };
    for (const verdict of ['unchanged', 'improved', 'inconclusive'] as const) {
      const found = judged(verdict, failures);
      expect(found).toMatchObject({
        verdict: 'inconclusive',
        confirmed: false,
        fails_more: 'head',
      });
      expect(found?.reason).toContain('0 trials of the base and 8 of the head failed');
      expect(found?.needed_pairs).toBeNull();
    }
    expect(judged('regressed', failures)).toMatchObject({
      verdict: 'regressed',
      confirmed: true,
      reason: null,
      fails_more: 'head',
    });
  });

  it('are never held against a head whose base fails more often', () => {
    const failures = { base: 12, head: 1 };
    expect(judged('regressed', failures)?.verdict).toBe('inconclusive');
    expect(judged('unchanged', failures)?.verdict).toBe('inconclusive');
    expect(judged('inconclusive', failures)?.reason).toContain('12 trials of the base');
    expect(judged('improved', failures)).toMatchObject({
      verdict: 'improved',
      confirmed: true,
      fails_more: 'base',
    });
  });

  it.each([
    { base: 0, head: 0 },
    { base: 0, head: 7 },
    { base: 9, head: 9 },
    { base: 6, head: 12 },
  ])('stand when failures may be due to chance: $base and $head', (failures) => {
    expect(judged('unchanged', failures)?.verdict).toBe('unchanged');
    expect(judged('regressed', failures)?.verdict).toBe('regressed');
    const open = judged('inconclusive', failures);
    expect(open).toMatchObject({ verdict: 'inconclusive' });
    expect(open?.reason).toContain('the screening run ended');
    expect(open).not.toHaveProperty('fails_more');
  });
});
