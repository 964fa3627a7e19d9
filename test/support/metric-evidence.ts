import type { MetricEvidence } from '../../harness/gate/decide/metric-evidence.ts';

/** A gated timed metric at a margin of 2 % without any pair, with what a test says otherwise. */
export function metricEvidence(fields: Partial<MetricEvidence> = {}): MetricEvidence {
  return {
    scenario: 'parse',
    metric: 'wall_time',
    nature: 'timed',
    better: 'lower',
    gated: true,
    margin: 0.02,
    screen: { base: [], head: [] },
    confirm: { base: [], head: [] },
    ...fields,
  };
}
