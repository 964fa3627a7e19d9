import { expect, it } from 'vitest';
import {
  computeGains,
  formatGains,
} from '../../../../plugins/team/benchmarker/read-metrics-and-gains-of-comparison.ts';

const measured = {
  scenario: 'statements',
  metric: 'wall_time',
  gated: true,
  ratio: 0.688,
  low: 0.67,
  high: 0.709,
};

it('TPB-07: returns the ratios of deciding metrics as gains, with their intervals', () => {
  const gains = computeGains([
    measured,
    { ...measured, metric: 'memory_peak', gated: false },
    { ...measured, metric: 'cpu_time', ratio: null },
    { ...measured, scenario: 'list', ratio: 1.042, low: null },
  ]);
  expect(gains).toEqual([
    { scenario: 'statements', metric: 'wall_time', ratio: 0.688, interval: [0.67, 0.709] },
    { scenario: 'list', metric: 'wall_time', ratio: 1.042, interval: null },
  ]);
  expect(formatGains(gains)).toBe(
    '[statements] wall_time -31.2 % [-33.0, -29.1], [list] wall_time +4.2 %',
  );
  expect(formatGains([])).toBeNull();
});
