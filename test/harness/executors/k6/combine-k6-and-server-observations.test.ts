/** Combined observations of k6's clients and the server; a k6 that cannot keep up: see the proof. */
import { afterAll, expect, test } from 'vitest';
import { openBottleneckMeasurer } from './measure-bottleneck-under-k6.ts';

const k6 = openBottleneckMeasurer();
afterAll(k6.close);

test('finds a stall with its time and the answers that waited, although k6 uses another clock', async () => {
  const { block } = await k6.under('blocks-half-a-second-once', {
    options: `{ vus: 5, duration: '2s' }`,
    // Both sides are idle but for the stall.
    work: 'sleep(0.02);',
  });
  // The machine may stall as well, also while the load begins.
  const found = block.serverSide?.stalls.filter(
    ({ lengthMs, atMs, answers }) =>
      lengthMs > 400 && atMs > 0 && atMs < block.durationMs && answers > 0,
  );
  expect(found?.length).toBeGreaterThan(0);
  const { timeline } = block.serverSide ?? {};
  // No response completed while the event loop was blocked.
  expect(timeline?.answers.some((count) => count === 0)).toBe(true);
});
