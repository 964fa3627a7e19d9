import { expect, test } from 'vitest';
import { meanPerOperation } from '../../../harness/model/read-base-and-head-metric-values.ts';
import type { Block } from '../../../harness/model/trial.ts';

const block = (operations: number, measurements: Block['measurements']): Block => ({
  operations,
  durationMs: 10,
  measurements,
});

test('averages rare events over all operations instead of taking the median block', () => {
  const blocks = [
    block(10, { gc_time: 0, cpu_time: 1 }),
    block(10, { gc_time: 0, cpu_time: 1 }),
    block(30, { gc_time: 2, cpu_time: 3 }),
  ];
  expect(meanPerOperation(blocks, ['gc_time', 'cpu_time'])).toEqual({
    gc_time: 1.2,
    cpu_time: 2.2,
  });
});

test('averages a metric over the blocks that have it, and omits a metric that none has', () => {
  const blocks = [block(4, { gc_time: 1 }), block(100, {})];
  expect(meanPerOperation(blocks, ['gc_time', 'gc_count'])).toEqual({ gc_time: 1 });
  expect(meanPerOperation([block(0, { gc_time: 0 })], ['gc_time'])).toEqual({});
});
