import { describe, expect, test } from 'vitest';
import {
  didYouMean,
  nearestWord,
} from '../../../../harness/model/scenario/suggest-nearest-word.ts';

const KEYS = ['name', 'setup', 'teardown', 'budgets', 'trials', 'timeout', 'tags', 'wall_time'];

describe('the suggested word', () => {
  test.each([
    ['bugdets', 'budgets'],
    ['budget', 'budgets'],
    ['setUp', 'setup'],
    ['tiemout', 'timeout'],
    ['wall-time', 'wall_time'],
    ['walltime', 'wall_time'],
    ['tag', 'tags'],
    ['trails', 'trials'],
    ['teardownAll', 'teardown'],
  ])('is, for %s, the word %s', (found, word) => {
    expect(nearestWord(found, KEYS)).toBe(word);
  });

  test.each(['xyz', 'q', '', 'run', '___'])('is absent for "%s"', (found) => {
    expect(nearestWord(found, KEYS)).toBeNull();
  });

  test('counts a swap of neighbouring letters as one slip', () => {
    expect(nearestWord('abdc', ['abcd', 'abdd1'])).toBe('abcd');
  });

  test('is the word with the fewest slips, the first of several', () => {
    expect(nearestWord('latency.p96', ['latency.p9', 'latency.p95', 'latency.p99'])).toBe(
      'latency.p9',
    );
    expect(nearestWord('sart', ['sort', 'start'])).toBe('sort');
  });

  test('is put into a sentence, or is empty', () => {
    expect(didYouMean('tag', KEYS)).toBe(' Did you mean "tags"?');
    expect(didYouMean('xyz', KEYS)).toBe('');
  });
});
