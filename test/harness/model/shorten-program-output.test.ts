import { expect, test } from 'vitest';
import { shortenProgramOutput } from '../../../harness/model/shorten-program-output.ts';

test('shortens an output to at most its last 20 lines and 4,000 characters', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  expect(shortenProgramOutput(`${lines.join('\n')}\n\n`)).toBe(lines.slice(30).join('\n'));
  expect(shortenProgramOutput('x'.repeat(10_000))).toHaveLength(4_000);
  expect(shortenProgramOutput(' \n')).toBeUndefined();
});

test('keeps the error and its place when they came before those lines', () => {
  const stack = Array.from({ length: 40 }, (_, index) => `    at f${index} (node:x:1:${index})`);
  const output = ['RangeError: too far', '    at own (/app/src/a.js:3:4)', ...stack, '', 'end'];
  const kept = shortenProgramOutput(output.join('\n'))?.split('\n') ?? [];
  expect(kept.slice(0, 3)).toEqual(['RangeError: too far', '    at own (/app/src/a.js:3:4)', '…']);
  expect(kept).toHaveLength(23);
});
