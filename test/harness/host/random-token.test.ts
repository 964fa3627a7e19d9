import { expect, test } from 'vitest';
import { randomToken } from '../../../harness/host/random-token.ts';

test('returns the requested number of bytes, never the same', () => {
  const tokens = Array.from({ length: 1_000 }, () => randomToken(12));
  expect(tokens.filter((token) => !/^[0-9a-f]{24}$/.test(token))).toEqual([]);
  expect(new Set(tokens).size).toBe(tokens.length);
});
