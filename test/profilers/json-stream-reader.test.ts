import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readJsonArrayItems,
  readJsonValue,
  scanJsonMembers,
} from '../../profilers/json-stream-reader.ts';
import { readJsonNumbers } from '../../profilers/v8/read-cpu-profile.ts';

interface Read {
  readonly numbers: readonly number[];
  readonly items: readonly unknown[];
  readonly value: unknown;
  readonly names: ReadonlySet<string>;
}

/** Scans a text in chunks of this many bytes. */
function scan(text: string, pieceBytes: number): Read {
  const numbers: number[] = [];
  const items: unknown[] = [];
  const found: { value?: unknown } = {};
  const scanner = scanJsonMembers({
    numbers: readJsonNumbers((value) => numbers.push(value)),
    items: readJsonArrayItems((value) => items.push(value)),
    value: readJsonValue((value) => {
      found.value = value;
    }),
  });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    scanner.push(bytes.subarray(at, at + pieceBytes));
  }
  return { numbers, items, value: found.value, names: scanner.end() };
}

describe('the scanner of JSON members', () => {
  it('reads what JSON.parse reads, whatever the chunks and the members next to them', () => {
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const json = fc.jsonValue();
    const members = fc.record({
      before: json,
      numbers: fc.array(number.map((value) => (Object.is(value, -0) ? 0 : value))),
      between: json,
      items: fc.array(json),
      value: json,
      'a "quoted" \\ name': json,
    });
    fc.assert(
      fc.property(
        members,
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(undefined, 2),
        (object, pieceBytes, indent) => {
          const text = JSON.stringify(object, null, indent);
          const same = JSON.parse(text);
          const { numbers, items, value, names } = scan(text, pieceBytes);
          expect({ numbers, items, value }).toEqual({
            numbers: same.numbers,
            items: same.items,
            value: same.value,
          });
          expect([...names]).toEqual(Object.keys(object));
        },
      ),
    );
  });

  it('rejects members that are cut off anywhere', () => {
    const text = JSON.stringify({ numbers: [1, -2.5e3], items: [{ a: ['}'] }], value: 'x"' });
    for (let size = 1; size < text.length; size += 1) {
      expect(() => scan(text.slice(0, size), 7), text.slice(0, size)).toThrow(
        'the file is truncated',
      );
    }
  });

  it('ignores members that were not requested, even those named like object properties', () => {
    expect(scan('{"constructor": [1], "__proto__": {"a": 1}}', 5)).toMatchObject({ numbers: [] });
  });

  it.each([
    ['', 'the file is empty'],
    ['   ', 'the file is empty'],
    ['[1]', 'expected a JSON object, found an array'],
    ['hello', 'the file is not JSON: found "h"'],
    ['{"a" 1}', 'the file is not JSON: found "1"'],
    ['{"a": 1 2}', 'the file is not JSON: found "2"'],
    ['{"a": 1} x', 'the file is not JSON: found "x"'],
    ['{"numbers": {}}', 'expected an array of numbers'],
    ['{"numbers": [1, "2"]}', 'is not a number'],
    ['{"numbers": [1, null]}', 'is not a number'],
    ['{"items": 7}', 'expected an array'],
    ['{"items": [tru]}', 'the file is not JSON'],
    ['{"value": }', 'the file is empty'],
  ])('rejects %j', (text, why) => {
    for (const pieceBytes of [1, 3, 1_000]) expect(() => scan(text, pieceBytes)).toThrow(why);
  });
});
