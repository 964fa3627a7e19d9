import { expect, test } from 'vitest';
import { ownText } from '../../../../plugins/investigate/observed/own-text.ts';

test.each(['', 'abc', 'ü € 😀', '\ud800 alone', '\u0000'])('%j stays what it is', (text) => {
  expect(ownText(text)).toBe(text);
});
