import { expect, test } from 'vitest';
import { extractFailureOutputLines } from '../../../reports/text/extract-failure-output-lines.ts';

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
  expect(extractFailureOutputLines(output.join('\n'))).toEqual([
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

test('explaining lines are the last lines when there is no error, and none of no output', () => {
  expect(extractFailureOutputLines('a\nb\nc\nd\ne\nf')).toEqual(['b', 'c', 'd', 'e', 'f']);
  expect(extractFailureOutputLines('')).toEqual([]);
});

test('explaining lines mark once what the record left out', () => {
  expect(extractFailureOutputLines('Error: no\n…\na\nb\nc\nd\ne')).toEqual([
    'Error: no',
    '…',
    'a',
    'b',
    'c',
    'd',
    'e',
  ]);
});
