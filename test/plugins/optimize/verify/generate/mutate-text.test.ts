/** Other texts that a caller may pass in place of a recorded text. */
import { expect, test } from 'vitest';
import { mutateText } from '../../../../../plugins/optimize/verify/generate/mutate-values.ts';

/** All texts that changes of a recorded text result in, with `+` as the drawn text. */
const changesOf = (text: string): readonly string[] =>
  Array.from({ length: 9 * 40 }, (_, index) =>
    mutateText(text, { change: index % 9, pick: Math.floor(index / 9), text: '+' }),
  );

test('mutateText writes numbers in each form of a number', () => {
  expect(changesOf('f(12 3)')).toEqual(
    expect.arrayContaining([
      'f(12E1 3)',
      'f(12 3e-1)',
      'f(.12 3)',
      'f(12. 3)',
      'f(12 -3)',
      'f(012 3)',
    ]),
  );
});

test('mutateText writes each letter in the other case, also beyond ASCII', () => {
  expect(changesOf('1e2 É')).toEqual(expect.arrayContaining(['1E2 É', '1e2 é']));
});

test('mutateText adds drawn text where a text has neither letters nor numbers', () => {
  expect(new Set(changesOf('--'))).toEqual(
    new Set(['+', '', '-', '--+', '----', '+--', '-+-', '--', '+-', '-+']),
  );
});
