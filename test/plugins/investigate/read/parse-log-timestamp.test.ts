import { describe, expect, test } from 'vitest';
import { parseTimestamp } from '../../../../plugins/investigate/read/parse-log-timestamp.ts';

function read(text: string): { readonly at: number; readonly hasZone: boolean } {
  const bytes = Buffer.from(`<${text}>`);
  const into = { at: 0, hasZone: false };
  parseTimestamp(bytes, 1, bytes.length - 1, into);
  return into;
}

describe('log timestamps', () => {
  test.each([
    ['2026-11-24T14:10:03Z', '2026-11-24T14:10:03.000Z'],
    ['2026-11-24T14:10:03.1234567Z', '2026-11-24T14:10:03.123Z'],
    ['2026-11-24 14:10:03,250 UTC', '2026-11-24T14:10:03.250Z'],
    ['2026-11-24T14:10:03+01:00', '2026-11-24T13:10:03.000Z'],
    ['2026-11-24T14:10:03.5-0330', '2026-11-24T17:40:03.500Z'],
    ['24/Nov/2026:14:10:03 +0000', '2026-11-24T14:10:03.000Z'],
    ['01/Jan/2027:00:30:00 +0100', '2026-12-31T23:30:00.000Z'],
    ['29/Feb/2028:12:00:00 +0000', '2028-02-29T12:00:00.000Z'],
    // The 60th second of a leap second.
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['1764000000', '2025-11-24T16:00:00.000Z'],
    ['1764000000.250', '2025-11-24T16:00:00.250Z'],
    ['1764000000123', '2025-11-24T16:00:00.123Z'],
    ['1764000000123456', '2025-11-24T16:00:00.123Z'],
    ['1764000000123456789', '2025-11-24T16:00:00.123Z'],
  ])('reads %s as %s', (text, moment) => {
    expect(new Date(read(text).at).toISOString()).toBe(moment);
    expect(read(text).hasZone).toBe(true);
  });

  test('marks a timestamp without a zone, and reads it as UTC', () => {
    expect(read('2026-11-24T14:10:03')).toEqual({
      at: Date.UTC(2026, 10, 24, 14, 10, 3),
      hasZone: false,
    });
  });

  test.each([
    '',
    '-',
    '12345',
    '2026-13-24T14:10:03Z',
    '2026-11-24T25:10:03Z',
    '24/Foo/2026:14:10:03 +0000',
    '2026-11-24',
    'not a time at all',
    'NaN-----------------',
  ])('rejects «%s»', (text) => {
    expect(read(text).at).toBeNaN();
  });
});
