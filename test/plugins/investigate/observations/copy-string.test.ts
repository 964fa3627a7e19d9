import { expect, test } from 'vitest';
import { copyString } from '../../../../plugins/investigate/observations/copy-string.ts';

test.each(['', 'abc', 'ü € 😀', '\ud800 alone', '\u0000'])('%j stays what it is', (text) => {
  expect(copyString(text)).toBe(text);
});
