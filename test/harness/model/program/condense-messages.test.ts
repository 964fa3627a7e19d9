import { expect, test } from 'vitest';
import {
  condenseMessages,
  countMessages,
} from '../../../../harness/model/program/condense-messages.ts';

test('SH8-10: equal messages are counted, the most frequent first, of equals the first', () => {
  const lines = [
    'b failed',
    'a took 100ms',
    'c failed',
    'a took 200ms',
    '',
    'b failed',
    'd failed',
  ];
  expect(countMessages(lines).map(({ message, count }) => [message, count])).toEqual([
    ['b failed', 2],
    ['a took <N>ms', 2],
    ['c failed', 1],
    ['d failed', 1],
  ]);
  expect(countMessages(lines)[1]?.example).toBe('a took 100ms');
});

test('SH8-11: of 60 lines, 55 of them equal, every different message is kept', () => {
  const rare = ['TypeError: a', 'AssertionError: b', 'connect ECONNREFUSED', 'EACCES: c', 'd'];
  const lines = [
    ...Array.from({ length: 55 }, (_, index) => `Timeout after ${1000 + index}ms`),
    ...rare,
  ];
  const { groups, leftOut } = condenseMessages(lines);
  expect(leftOut).toBe(0);
  expect(groups.map(({ group, messages }) => [group, messages.map(({ count }) => count)])).toEqual([
    ['Assertion', [1]],
    ['Timeout', [55]],
    ['Type', [1]],
    ['Connection', [1]],
    ['Permission', [1]],
    ['Runtime', [1]],
  ]);
});

test('SH8-11: what is cut is the least frequent, and it is said how many', () => {
  const lines = [
    ...Array.from({ length: 60 }, (_, index) => `step${index} failed`),
    'step59 failed',
  ];
  const { groups, leftOut } = condenseMessages(lines);
  expect(leftOut).toBe(10);
  expect(groups[0]?.messages[0]).toMatchObject({ message: 'step59 failed', count: 2 });
});

test('no messages are no groups', () => {
  expect(condenseMessages([])).toEqual({ groups: [], leftOut: 0 });
});
