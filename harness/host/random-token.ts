import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Source of unguessable random bytes on Linux, macOS and the BSDs (random(4)). */
const SOURCE = '/dev/urandom';

/** Unguessable kernel bytes as hex: loading `node:crypto` takes a quarter of Node.js's start. */
export function randomToken(bytes: number): string {
  return (fromKernel(bytes) ?? randomBytes(bytes)).toString('hex');
}

/** null: it cannot be had there. */
function fromKernel(bytes: number): Buffer | null {
  try {
    const file = openSync(SOURCE, 'r');
    try {
      const read = Buffer.alloc(bytes);
      return readSync(file, read) === bytes ? read : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** Compares tokens in constant time, through digests of equal length. */
export function isSameToken(given: string, token: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(token));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
