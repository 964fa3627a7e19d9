import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares tokens in constant time, through digests of equal length. */
export function isSameToken(given: string, token: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(token));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
