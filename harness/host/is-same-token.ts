import { createHash, timingSafeEqual } from 'node:crypto';

/** Compares in constant time: digests are of one length and compared whole. */
export function isSameToken(given: string, token: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(token));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
