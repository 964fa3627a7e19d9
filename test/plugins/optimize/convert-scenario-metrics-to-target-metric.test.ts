import { expect, it, test } from 'vitest';
import {
  convertToPrimary,
  decidingMetrics,
  nameInMap,
} from '../../../plugins/optimize/optimization-metrics.ts';

const HALVED = {
  base: 40,
  head: 20,
  ratio: 0.5,
  low: 0.4,
  high: 0.6,
} as const;

it('OPT-52: decides by the observed metric, however a scenario measures it', () => {
  expect(decidingMetrics('wall_time_ms')).toEqual(['wall_time', 'latency.p50', 'lcp']);
  expect(decidingMetrics('memory_peak_mb')).toEqual(['memory_peak']);
  expect(decidingMetrics('throughput')[0]).toBe('throughput');
  expect(decidingMetrics('queries')).toEqual(['queries']);
});

it('OPT-35: uses the response time of a server as the wall time of a map', () => {
  expect(nameInMap('latency.p50')).toEqual(['wall_time_ms', 1]);
  expect(convertToPrimary('wall_time_ms', 'latency.p50', HALVED)).toEqual(HALVED);
});

it('D2: converts half of the time to twice the throughput, and inverts its interval', () => {
  expect(convertToPrimary('throughput', 'wall_time', HALVED)).toMatchObject({
    base: 25,
    head: 50,
    ratio: 2,
    low: 1 / 0.6,
    high: 2.5,
  });
  expect(convertToPrimary('throughput', 'throughput', HALVED)).toEqual(HALVED);
});

test('reports memory in megabytes, and keeps unmeasured values unknown', () => {
  const bytes = { ...HALVED, base: 40e6, head: null, ratio: null };
  expect(convertToPrimary('memory_peak_mb', 'memory_peak', bytes)).toMatchObject({
    base: 40,
    head: null,
    ratio: null,
  });
});
