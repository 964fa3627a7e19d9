import { expect, test } from 'vitest';
import { detachSubstring } from '../../../../plugins/investigate/read/sanitize-log-text.ts';

test.each(['', 'abc', 'ü € 😀', '\ud800 alone', '\u0000'])('leaves %j unchanged', (text) => {
  expect(detachSubstring(text)).toBe(text);
});
