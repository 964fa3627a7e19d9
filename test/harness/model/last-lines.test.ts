import { expect, test } from 'vitest';
import { lastLines } from '../../../harness/model/last-lines.ts';

test('the end of an output is at most 20 lines and 4,000 characters', () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`);
  expect(lastLines(`${lines.join('\n')}\n\n`)).toBe(lines.slice(30).join('\n'));
  expect(lastLines('x'.repeat(10_000))).toHaveLength(4_000);
  expect(lastLines(' \n')).toBeUndefined();
});
