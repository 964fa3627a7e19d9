import { expect, it } from 'vitest';
import { DEFAULT_RULES } from '../../../../harness/gate/decide/default-comparison-rules.ts';
import { judgeScenarioSuite } from '../../../../harness/gate/decide/judge-scenario-suite.ts';
import type { MetricEvidence } from '../../../../harness/gate/decide/paired-metric-evidence.ts';
import { metricEvidence, pairsInRange } from '../../../support/example-paired-metric-evidence.ts';

const unchanged = metricEvidence({ screen: pairsInRange(8, -1, 1) });
const cpu = (fields: Partial<MetricEvidence>) =>
  metricEvidence({ metric: 'cpu_time', gated: false, ...fields });

function findings(...evidence: readonly MetricEvidence[]) {
  return judgeScenarioSuite([{ evidence, trouble: null }], DEFAULT_RULES).findings;
}

it('reports CPU time that the usual call does not show', () => {
  const dearer = cpu({ screen: pairsInRange(8, 9, 11) });
  const [found, ...others] = findings(unchanged, dearer);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ id: 'cost-beside-the-usual', level: 'warning' });
  expect(found?.message).toMatch(
    /wall_time of "parse" is unchanged.*10\.\d % \(9\.\d to 1\d\.\d %\)/u,
  );
  expect(found?.remedy).toContain('--metric cpu_time');
});

it.each([
  ['CPU time did not grow', [unchanged, cpu({ screen: pairsInRange(8, -1, 1) })]],
  ['CPU time may not have grown', [unchanged, cpu({ screen: pairsInRange(8, -6, 12) })]],
  ['CPU time decides itself', [unchanged, cpu({ gated: true, screen: pairsInRange(5, 9, 11) })]],
  [
    'time grew as well',
    [
      metricEvidence({ screen: pairsInRange(5, 9, 11), confirm: pairsInRange(13, 9, 11) }),
      cpu({ screen: pairsInRange(8, 9, 11) }),
    ],
  ],
  ['there is no CPU time', [unchanged]],
])('reports nothing when %s', (_, evidence) => {
  expect(findings(...evidence).filter(({ id }) => id === 'cost-beside-the-usual')).toEqual([]);
});
