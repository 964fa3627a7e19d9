import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NumberText, numbersOf } from '../../../../plugins/investigate/observed/kept-numbers.ts';

test('numbers come back from their text, whatever was written before', () => {
  const text = new NumberText();
  const numbers = fc.array(
    fc.oneof(fc.nat(200), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
    { maxLength: 2_000 },
  );
  fc.assert(
    fc.property(numbers, (some) => {
      for (const number of some) text.push(number);
      expect(numbersOf(text.take())).toEqual(some);
    }),
    { examples: [[[0, 127, 128, 16_383, 16_384, Number.MAX_SAFE_INTEGER]]] },
  );
});

test('a small number takes one byte', () => {
  const text = new NumberText();
  for (let number = 0; number < 120; number += 1) text.push(number);
  expect(text.take()).toHaveLength(160);
});
