/** Evidence for the change of an agent: measurements at, in or around the step that it names. */
import { expect, it } from 'vitest';
import { toHypothesis } from '../../../../plugins/optimize/agents/agent-change-to-hypothesis.ts';
import {
  sampleBottleneck,
  samplePerformanceMap,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

const inner = samplePerformanceMapStep({ id: '1.1', time_share_pct: 30 });
const other = samplePerformanceMapStep({ id: '1.2', time_share_pct: 40 });
const map = samplePerformanceMap({
  steps: [
    samplePerformanceMapStep({ children: [inner, other] }),
    samplePerformanceMapStep({ id: '10', function: 'render', time_share_pct: 9 }),
  ],
  top_bottlenecks: [sampleBottleneck(inner), sampleBottleneck(other)],
});
const restsOn = (step: string): string => {
  const change = { step, title: 'Sort once', reason: 'It sorts twice.', assumes: [], patch: '' };
  return toHypothesis(change, 0, map).bottleneck_addressed;
};

it.each([
  ['a bottleneck', '1.1', '1.1'],
  ['a step with bottlenecks in it', '1', '1.2'],
  ['a step within a bottleneck', '1.1.3', '1.1'],
  ['a step that no bottleneck is near', '10', '10'],
])('finds for %s, step %s, the evidence of step %s', (_, step, found) => {
  expect(restsOn(step)).toBe(found);
});
