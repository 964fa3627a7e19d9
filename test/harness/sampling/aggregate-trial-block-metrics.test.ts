import { expect, test } from 'vitest';
import type { Block } from '../../../harness/model/trial.ts';
import { combineTrialBlocks } from '../../../harness/sampling/aggregate-trial-block-metrics.ts';

const block = (measurements: Block['measurements'], unavailable = {}): Block => ({
  operations: 1,
  durationMs: 10,
  measurements,
  unavailable,
});

test('takes the largest value of all blocks for maxima, and the median for everything else', async () => {
  const blocks = [
    block({ 'event_loop_delay.max': 1, open_handles: 20, pool_waiting: 0, cpu_cores: 0.5 }),
    block({ 'event_loop_delay.max': 90, open_handles: 21, pool_waiting: 7, cpu_cores: 0.9 }),
    block({ 'event_loop_delay.max': 2, open_handles: 20, pool_waiting: 0, cpu_cores: 0.6 }),
  ];
  const { measurements } = await combineTrialBlocks(blocks, undefined);
  expect(measurements).toEqual({
    'event_loop_delay.max': 90,
    open_handles: 21,
    pool_waiting: 7,
    cpu_cores: 0.6,
  });
});

test('gives a reason only when no block has the metric', async () => {
  const blocks = [
    block({}, { queries: 'none was seen', gc_time: 'not Node.js' }),
    block({ queries: 3 }, { gc_time: 'not Node.js' }),
  ];
  expect(await combineTrialBlocks(blocks, undefined)).toEqual({
    measurements: { queries: 3 },
    unavailable: { gc_time: 'not Node.js' },
  });
});

test('prefers what the executor takes over all blocks', async () => {
  const blocks = [block({ throughput: 10, cpu_cores: 1 }), block({ throughput: 30, cpu_cores: 1 })];
  const { measurements } = await combineTrialBlocks(blocks, async () => ({
    measurements: { throughput: 12 },
    unavailable: {},
  }));
  expect(measurements).toEqual({ throughput: 12, cpu_cores: 1 });
});
