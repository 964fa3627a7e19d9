import { expect, test } from 'vitest';
import { readCacheCounters } from '../../../../harness/executors/cache/read-cache-counters.ts';

const PATHS = { hits: 'cache.hits', misses: 'cache.misses' };

function read(text: string, paths = PATHS) {
  const reading = readCacheCounters(text, paths, 'the file');
  return reading.type === 'unknown' ? reading.reason : [reading.hits, reading.misses];
}

test('finds numbers by the path of their keys', () => {
  expect(read('{"cache":{"hits":3,"misses":1}}')).toEqual([3, 1]);
  expect(read('{"hits":3,"misses":0}', { hits: 'hits', misses: 'misses' })).toEqual([3, 0]);
  expect(read('[{"hits":3},{"misses":2}]', { hits: '0.hits', misses: '1.misses' })).toEqual([3, 2]);
});

test('accepts keys that contain dots', () => {
  expect(read('{"cache.hits":3,"cache.misses":1}')).toEqual([3, 1]);
  expect(read('{"a":{"b.c":{"d":5}},"a.b":1}', { hits: 'a.b.c.d', misses: 'a.b' })).toBe(
    'the file has no number at a.b.c.d: {"a":{"b.c":{"d":5}},"a.b":1}',
  );
  expect(read('{"a":{"b.c":{"d":5,"e":6}}}', { hits: 'a.b.c.d', misses: 'a.b.c.e' })).toEqual([
    5, 6,
  ]);
});

test('adds up objects of several lines, as several processes append them', () => {
  const lines = '{"cache":{"hits":3,"misses":1}}\n\n{"cache":{"hits":4,"misses":2}}\n';
  expect(read(lines)).toEqual([7, 3]);
});

test('accepts one object over several lines', () => {
  expect(read('{\n  "cache": {\n    "hits": 3,\n    "misses": 1\n  }\n}\n')).toEqual([3, 1]);
});

test('names text that is not JSON and numbers that are missing', () => {
  expect(read('')).toBe('the file is not JSON: it is empty');
  expect(read('hits 3')).toBe('the file is not JSON: hits 3');
  expect(read('{"cache":{"hits":3,"misses":1}}\nhits')).toMatch(/^the file is not JSON: /);
  expect(read('{"cache":{"hits":3}}')).toBe(
    'the file has no number at cache.misses: {"cache":{"hits":3}}',
  );
  expect(read('{"cache":{"hits":"3","misses":1}}')).toMatch(/no number at cache\.hits: /);
  expect(read('{"cache":null}')).toMatch(/no number at cache\.hits: /);
  expect(read('7')).toBe('the file has no number at cache.hits: 7');
  expect(read(`"${'x'.repeat(100)}"`)).toMatch(/: "x+…$/);
});

test('ignores properties that every object inherits', () => {
  expect(read('{}', { hits: 'constructor.length', misses: 'toString.length' })).toMatch(
    /no number at constructor\.length/,
  );
});
