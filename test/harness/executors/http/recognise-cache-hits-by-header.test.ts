import { expect, test } from 'vitest';
import { watchCacheHeader } from '../../../../harness/executors/http/request-outcome-recorder.ts';

/** True where a header of this value means a hit. */
function isHit(value: string, hit: string): boolean {
  const watch = watchCacheHeader({ name: 'x-cache', hit });
  watch.seeNamed({ 'x-cache': value });
  return watch.counts().hits === 1;
}

test.each([
  ['HIT', 'HIT', true],
  ['Hit from cloudfront', 'HIT', true],
  ['MISS, HIT', 'hit', true],
  ['TCP_HIT', 'tcp_hit', true],
  ['TCP_HIT', 'HIT', false],
  ['white', 'HIT', false],
  ['', 'HIT', false],
  // Special characters of patterns.
  ['hit (fresh)', 'hit (fresh)', true],
  ['cache=1', 'cache=.', false],
])('matches a hit as a whole word in any case: "%s" is %s: %s', (value, hit, isMatch) => {
  expect(isHit(value, hit)).toBe(isMatch);
});

test('finds headers by name in any case, and counts several of one name once', () => {
  const watch = watchCacheHeader({ name: 'x-cache', hit: 'HIT' });
  watch.seeList(['Content-Type', 'text/html', 'X-Cache', 'MISS']);
  watch.seeList(['x-cache', 'MISS', 'X-CACHE', 'HIT']);
  watch.seeList(['X-Catch', 'HIT', 'Date', 'HIT']);
  watch.seeList([]);
  watch.seeNamed({ 'x-cache': ['HIT', 'HIT'] });
  watch.seeNamed({});
  expect(watch.counts()).toEqual({ responses: 6, told: 3, hits: 2 });
});
