import { expect, test } from 'vitest';
import { JsonScanner } from '../../../../plugins/investigate/read/json-file-parser.ts';

function valuesOf(text: string, partLength: number, largest?: number): readonly string[] {
  const values: string[] = [];
  const scanner = new JsonScanner((value) => values.push(value), largest);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += partLength)
    scanner.write(bytes.subarray(at, at + partLength));
  scanner.end();
  return values;
}

test.each([1, 2, 3, 7, 1000])('reads consecutive values, in parts of %i bytes', (partLength) => {
  const first = '{"a":"}\\"{","b":[{"c":"\\\\"}],\n "ü":1}';
  expect(valuesOf(`${first}\n${first}${first}\r\n [1] {"cut":`, partLength)).toEqual([
    first,
    first,
    first,
    '[1]',
    '{"cut":',
  ]);
});

test('ignores surplus closing brackets, and loses no value after them', () => {
  expect(valuesOf('{"a":1}\n}}\n{"b":2}', 4).slice(-1)[0]).toContain('{"b":2}');
});

test('rejects a value that is too large, with advice, but accepts several smaller values', () => {
  expect(() => valuesOf(`{"a":"${'x'.repeat(100)}"}`, 10, 100)).toThrow(
    'it is a single JSON value of more than 0.0001 MB, which is too large to read; export a shorter period, or fewer series',
  );
  const values: string[] = [];
  const scanner = new JsonScanner((value) => values.push(value), 100);
  expect(() => scanner.write(Buffer.from(`{"a":1}{"b":"${'x'.repeat(100)}`))).toThrow();
  scanner.end();
  expect(values).toEqual(['{"a":1}']);
  expect(valuesOf(`{"a":"${'x'.repeat(80)}"}`.repeat(5), 10, 100)).toHaveLength(5);
});
