import { expect, test } from 'vitest';
import { normaliseLogMessage } from '../../../../harness/model/program/condense-log-messages.ts';

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
