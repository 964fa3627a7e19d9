import { describe, expect, test } from 'vitest';
import {
  condenseLogMessages,
  condenseOutput,
  countLogMessages,
  ERROR_GROUPS,
  errorGroup,
  normaliseLogMessage,
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

test.each([
  ['job 123e4567-e89b-42d3-a456-426614174000 failed', 'job <UUID> failed'],
  ['2026-03-15T10:00:00Z started', '<TS> started'],
  ['2026-03-15T10:00:00.123+01:00 started', '<TS> started'],
  ['2026-03-15 10:00:00,123 started', '<TS> started'],
  ['03/15/2026 10:00:00 AM started', '<TS> started'],
  ['3/15/26, 10:00 started', '<TS> started'],
  ['connect to 10.0.0.7:5432 refused', 'connect to <IP> refused'],
  ['no route to 10.0.0.7', 'no route to <IP>'],
  ['GET /orders/5f3a9c1e7b/items', 'GET /orders/<ID>/items'],
  ['read 4096 bytes', 'read <N> bytes'],
  ['after 30000ms', 'after <N>ms'],
  ['after 1500.5 ms', 'after <N> ms'],
  ['size 250kB', 'size <N>kB'],
  ['trace_id=4bf92f3577b34da6a3ce929d0e0e4736 lost', 'trace_id=<TRACE> lost'],
  ['{"traceId": "4bf92f3577b34da6"}', '{"traceId": "<TRACE>"}'],
])('SH8-08: normalises %j to %j', (message, normal) => {
  expect(normaliseLogMessage(message)).toBe(normal);
});

test('SH8-08: keeps short numbers, words and names', () => {
  const text = 'expected 42 to equal 0 in foo.bar of utf8 and sha256 at /feedback';
  expect(normaliseLogMessage(text)).toBe(text);
});

test('SH8-08: normalises the three lines of one failing connection to the same message', () => {
  const lines = [
    '2026-03-15T10:00:00Z Connection to 10.0.0.1:5432 timed out after 30000ms',
    '2026-03-15T10:00:05Z Connection to 10.0.0.2:5432 timed out after 30001ms',
    '2026-03-15T10:00:09Z Connection to 10.0.0.1:5433 timed out after 30000ms',
  ];
  expect(new Set(lines.map(normaliseLogMessage))).toEqual(
    new Set(['<TS> Connection to <IP> timed out after <N>ms']),
  );
});

test('SH8-08: leaves a normalised message unchanged', () => {
  const once = normaliseLogMessage('trace_id=abc-12345 of 2026-03-15T10:00:00Z at 10.1.2.3:80');
  expect(once).toBe('trace_id=<TRACE> of <TS> at <IP>');
  expect(normaliseLogMessage(once)).toBe(once);
});

const LINES = [
  ["Error: Cannot find module './missing.js'", 'Import/Module'],
  ['AssertionError: expected 1 to equal 2', 'Assertion'],
  ['Connection to 10.0.0.1 timed out after 30000ms', 'Timeout'],
  ['TypeError: value.map is not a function', 'Type'],
  ['connect ECONNREFUSED 127.0.0.1:5432', 'Connection'],
  ["EACCES: permission denied, open 'a.txt'", 'Permission'],
  ['something else entirely', 'Runtime'],
] as const;

test.each(LINES)('SH8-09: puts %j into the group %s', (message, group) => {
  expect(errorGroup(message)).toBe(group);
});

test('SH8-09: has a sample line for every group', () => {
  expect(LINES.map(([, group]) => group)).toEqual([...ERROR_GROUPS]);
});
