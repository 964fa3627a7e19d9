import { expect, it } from 'vitest';
import {
  findMinimumSaving,
  type MeasuredGain,
} from '../../../../plugins/optimize/generators/codemod-benchmark-gain.ts';
import { estimateImpact } from '../../../../plugins/optimize/generators/propose-codemods.ts';
import {
  sampleBottleneck,
  samplePerformanceMapStep,
} from '../../../support/sample-optimization-context.ts';

const GAIN: MeasuredGain = {
  measures: 'time of a call',
  releases: [
    { release: '24', ratio: 0.2, low: 0.1, high: 0.4 },
    { release: '26', ratio: 0.1, low: 0.1, high: 0.2 },
  ],
};

it('takes the upper end of the interval on the release that gains least', () => {
  expect(findMinimumSaving(GAIN)).toBeCloseTo(0.6, 10);
  const slower = { ...GAIN, releases: [{ release: '24', ratio: 1, low: 0.9, high: 1.2 }] };
  expect(findMinimumSaving(slower)).toBe(0);
});

it('H812-16: states in an expected impact what was measured and where, and what is assumed', () => {
  const impact = estimateImpact(
    sampleBottleneck(samplePerformanceMapStep(), { type: 'CPU', share: 50 }),
    GAIN,
  );
  // 50 % of the time, 30 % of that at these places, and 60 % of that saved.
  expect(impact.percent).toBe(9);
  expect(impact.origin).toBe('estimated');
  expect(impact.note).toBe(
    'The step takes 50 % of the time; the estimate assumes that 30 % of that time is spent at these locations, and that at least 60 % of it is saved (measured in bench/codemods, on Node.js 24 and 26: time of a call).',
  );
});

it('H812-16: states in an expected impact that nothing was measured', () => {
  const impact = estimateImpact(
    sampleBottleneck(samplePerformanceMapStep(), { type: 'I/O-DB', share: 50 }),
  );
  expect(impact).toMatchObject({ percent: 25, origin: 'estimated' });
  expect(impact.note).toBe(
    'The step takes 50 % of the time; the estimate assumes that 50 % of that time is saved.',
  );
});
