import { expect, test } from 'vitest';
import { explainingLines } from '../../../reports/text/explaining-lines.ts';

test('the error, its place and the last five lines explain a failure, in their order', () => {
  const stack = Array.from({ length: 9 }, (_, index) => `    at f${index} (node:x:1:${index})`);
  const output = [
    'starting',
    'Error: no',
    ...stack,
    '    at own (/app/a.js:3:4)',
    '1',
    '2',
    '3',
    '4',
    '5',
  ];
  expect(explainingLines(output.join('\n'))).toEqual([
    'Error: no',
    '…',
    '    at own (/app/a.js:3:4)',
    '1',
    '2',
    '3',
    '4',
    '5',
  ]);
});

test('explaining lines are the last ones of an output without an error, and none of an empty output', () => {
  expect(explainingLines('a\nb\nc\nd\ne\nf')).toEqual(['b', 'c', 'd', 'e', 'f']);
  expect(explainingLines('')).toEqual([]);
});

test('explaining lines mark once what the record left out', () => {
  expect(explainingLines('Error: no\n…\na\nb\nc\nd\ne')).toEqual([
    'Error: no',
    '…',
    'a',
    'b',
    'c',
    'd',
    'e',
  ]);
});
