import { expect, test } from 'vitest';
import { CONFIDENCE } from '../../../../harness/model/value/number-option-types.ts';

test.each([
  ['0.9', 0.9],
  ['.95', 0.95],
  ['90', 0.9],
  ['99.9%', 0.999],
  [' 50 % ', 0.5],
])('reads --confidence %s', (text, share) =>
  expect(CONFIDENCE.read(text, '--confidence')).toBeCloseTo(share, 12),
);

test.each(['0.4', '49', '100', '1', 'high', '.9.9', '-0.9'])('rejects --confidence %s', (text) => {
  expect(() => CONFIDENCE.read(text, '--confidence')).toThrow(`found "${text}"`);
});
