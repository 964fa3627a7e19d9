import { expect, test } from 'vitest';
import { monotonicOffsetMs } from '../../../harness/probe/monotonic-clock.ts';

/** A clock that all readings advance by 10 µs, and those numbered in `stalls` by 90 ms. */
function createClock(stalls: readonly number[]) {
  let [now, readings] = [0, 0];
  return () => {
    readings += 1;
    now += stalls.includes(readings) ? 90 : 0.01;
    return now;
  };
}

test.each([
  ['no reading', []],
  ['the first reading of the shared clock', [2]],
  ['most readings', [1, 2, 4, 5, 6, 9, 10, 11, 13, 14, 17, 18, 20, 21]],
] as const)(
  'monotonicOffsetMs is exact to 10 µs when the thread is stalled before %s',
  (_, stalls) => {
    const clock = createClock(stalls);
    const offset = monotonicOffsetMs(clock, () => 5_000 + clock());
    expect(Math.abs(offset - 5_000)).toBeLessThanOrEqual(0.01);
  },
);
