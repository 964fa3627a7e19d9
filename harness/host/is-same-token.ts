import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether what was given is the token, in the same time however much of it is right: digests are of
 * one length, and compared whole.
 */
export function isSameToken(given: string, token: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(token));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
