import { describe, expect, test } from 'vitest';
import {
  condenseLogMessages,
  condenseOutput,
  countLogMessages,
} from '../../../../harness/model/program/condense-log-messages.ts';

test('SH8-10: counts equal messages, the most frequent first, ties in order of appearance', () => {
  const lines = [
    'b failed',
    'a took 100ms',
    'c failed',
    'a took 200ms',
    '',
    'b failed',
    'd failed',
  ];
  expect(countLogMessages(lines).map(({ message, count }) => [message, count])).toEqual([
    ['b failed', 2],
    ['a took <N>ms', 2],
    ['c failed', 1],
    ['d failed', 1],
  ]);
  expect(countLogMessages(lines)[1]?.example).toBe('a took 100ms');
});

test('SH8-11: keeps every different message of 60 lines, 55 of them equal', () => {
  const rare = ['TypeError: a', 'AssertionError: b', 'connect ECONNREFUSED', 'EACCES: c', 'd'];
  const lines = [
    ...Array.from({ length: 55 }, (_, index) => `Timeout after ${1000 + index}ms`),
    ...rare,
  ];
  const { groups, leftOut } = condenseLogMessages(lines);
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

test('SH8-11: cuts the least frequent messages, and reports how many', () => {
  const lines = [
    ...Array.from({ length: 60 }, (_, index) => `step${index} failed`),
    'step59 failed',
  ];
  const { groups, leftOut } = condenseLogMessages(lines);
  expect(leftOut).toBe(10);
  expect(groups[0]?.messages[0]).toMatchObject({ message: 'step59 failed', count: 2 });
});

describe('a program output', () => {
  const refused = (at: number): string => `connect ECONNREFUSED 127.0.0.1:${50_000 + at}`;

  test('SH8-11: has each message once, in at most 50 lines, when 55 of its 60 lines are equal', () => {
    const lines = Array.from({ length: 60 }, (_, at) =>
      at % 12 === 7 ? `AssertionError: ${'abcde'[(at - 7) / 12]}` : refused(at),
    );
    expect(condenseOutput(`${lines.join('\r\n')}\n\n`).split('\n')).toEqual([
      ...[...'abcde'].map((which) => `AssertionError: ${which}`),
      `${refused(0)} (55 times)`,
    ]);
  });

  test('SH8-04: stays unchanged when it is short, even with repeated messages', () => {
    expect(condenseOutput(`${refused(1)}\n\n${refused(2)}\n`)).toBe(
      `${refused(1)}\n\n${refused(2)}`,
    );
  });

  test('SH8-04: is cut to its last 50 lines when it has too many different messages', () => {
    const lines = Array.from({ length: 80 }, (_, at) => `line ${'x'.repeat(at)}`);
    expect(condenseOutput(lines.join('\n'))).toBe(lines.slice(30).join('\n'));
  });
});
