import { describe, expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../harness/gate/decide/default-comparison-rules.ts';
import { judgeMetricComparison } from '../../../harness/gate/decide/judge-metric-comparison.ts';
import { judgeScenarioSuite } from '../../../harness/gate/decide/judge-scenario-suite.ts';
import {
  countedComparisonFamilySize,
  reportCountedFamilySize,
} from '../../../harness/gate/multiple-comparison-family-size.ts';
import { restoreScenarioEvidence } from '../../../harness/live-comparison/restore-scenario-evidence-from-saved-comparison.ts';
import { functionScenario } from '../../support/function-scenario.ts';
import { runScriptedComparison } from '../../support/scripted-comparison.ts';

describe('the number of counted comparisons that share their error', () => {
  it('counts the comparisons that decide, over scenarios that can be judged', () => {
    const counting = { gated: new Set(['wall_time', 'instructions']), isUnjudged: false };
    const timed = { gated: ['wall_time'], isUnjudged: false };
    expect(countedComparisonFamilySize([counting, timed, counting])).toBe(2);
    expect(countedComparisonFamilySize([counting, { ...counting, isUnjudged: true }])).toBe(1);
    expect(countedComparisonFamilySize([timed])).toBe(1);
    expect(countedComparisonFamilySize([])).toBe(1);
  });

  it('is the same when a limit is refused as when the suite was judged', async () => {
    const names = ['one', 'two', 'broken'];
    const scenarios = names.map((name) => ({
      ...functionScenario({ measureMs: 1, warmupMs: 0 }),
      name,
      metrics: ['instructions'],
      regression: { instructions: 0.01 },
    }));
    const { report } = await runScriptedComparison({
      scenarios,
      script: ({ pair }, { name }) =>
        name === 'broken'
          ? { failure: { reason: 'threw', message: 'boom' } }
          : { measurements: { wall_time: 100 + (pair % 7) / 100 } },
      counted: ({ pair, side }) => ({
        measurements: { instructions: 1e6 + (side === 'a' ? 0 : pair % 5) },
      }),
    });
    expect(report.comparisons.filter(({ metric }) => metric === 'instructions')).toHaveLength(3);
    const judged = names.map((name) => restoreScenarioEvidence(name, report));
    expect(judged.map(({ trouble }) => trouble !== null)).toEqual([false, false, true]);
    expect(reportCountedFamilySize(report)).toBe(2);
    const again = judgeScenarioSuite(judged, DEFAULT_RULES).comparisons;
    for (const { evidence } of judged.slice(0, 2)) {
      const own = evidence.find(({ metric }) => metric === 'instructions');
      if (own === undefined) throw new Error('it was not counted');
      const of = (sharing: number) => judgeMetricComparison(own, sharing, DEFAULT_RULES).comparison;
      expect(again).toContainEqual(of(2));
      expect(of(2).high).toBeGreaterThan(of(1).high ?? 2);
    }
  });
});
