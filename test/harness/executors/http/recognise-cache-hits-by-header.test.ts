import { expect, test } from 'vitest';
import { watchCacheHeader } from '../../../../harness/executors/http/request-outcome-recorder.ts';

/** True where a header of this value means a hit. */
function isHit(value: string, hit: string): boolean {
  const watch = watchCacheHeader({ name: 'x-cache', hit });
  watch.seeNamed({ 'x-cache': value });
  return watch.counts().hits === 1;
}

test('matches a hit as a whole word in any case', () => {
  expect(isHit('HIT', 'HIT')).toBe(true);
  expect(isHit('Hit from cloudfront', 'HIT')).toBe(true);
  expect(isHit('MISS, HIT', 'hit')).toBe(true);
  expect(isHit('varnish; hit', 'hit')).toBe(true);
  expect(isHit('TCP_HIT', 'tcp_hit')).toBe(true);
  expect(isHit('TCP_HIT', 'HIT')).toBe(false);
  expect(isHit('white', 'HIT')).toBe(false);
  expect(isHit('MISS', 'HIT')).toBe(false);
  expect(isHit('', 'HIT')).toBe(false);
});

test('accepts words with special characters of patterns', () => {
  expect(isHit('hit (fresh)', 'hit (fresh)')).toBe(true);
  expect(isHit('cache=1', 'cache=.')).toBe(false);
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
