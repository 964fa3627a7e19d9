import { expect, test } from 'vitest';
import {
  computeHitRateBetween,
  NO_LOOKUPS,
} from '../../../../harness/executors/cache/read-cache-counters.ts';

const counters = (hits: number, misses: number) => ({ type: 'counters', hits, misses }) as const;
const unknown = { type: 'unknown', reason: 'it was away' } as const;
const unavailable = (reason: string) => ({
  measurements: {},
  unavailable: { cache_hit_rate: reason },
});

test('computes the share of hits among the lookups between two readings', () => {
  expect(computeHitRateBetween(counters(100, 50), counters(103, 51)).measurements).toEqual({
    cache_hit_rate: 0.75,
  });
  expect(computeHitRateBetween(NO_LOOKUPS, counters(0, 4)).measurements).toEqual({
    cache_hit_rate: 0,
  });
});

test('gives no rate without lookups, with counters that fell, or with unknown counters', () => {
  expect(computeHitRateBetween(counters(5, 5), counters(5, 5))).toEqual(
    unavailable('there were no cache lookups'),
  );
  expect(computeHitRateBetween(counters(5, 5), counters(4, 9))).toEqual(
    unavailable('the cache counters decreased because the process that holds them was restarted'),
  );
  expect(computeHitRateBetween(counters(5, 5), counters(9, 4)).measurements).toEqual({});
  expect(computeHitRateBetween(unknown, counters(5, 5))).toEqual(unavailable('it was away'));
  expect(computeHitRateBetween(counters(5, 5), unknown)).toEqual(unavailable('it was away'));
});
