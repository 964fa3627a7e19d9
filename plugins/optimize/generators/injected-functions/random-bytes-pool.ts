import type { HelperFunction } from './helper-function.ts';

/** Bytes requested from the system at a time. */
const POOL_SIZE = 4_096;
/** Maximum number of bytes taken from the pool at once. */
export const MAX_BYTES_TAKEN = 64;

/** Pool of random bytes that is refilled in large chunks. */
export const RANDOM_BYTES_POOL: HelperFunction = {
  name: 'randomPool',
  text: (t) => `/**
 * Serves many small requests for random bytes from one system call. Each byte is used once, and then
 * wiped. Requests for more than ${MAX_BYTES_TAKEN} bytes, or for anything but bytes, are not served.
 */
function randomPool(ask${t(': (size: number) => Buffer')}) {
  let pool${t(': Buffer | undefined')};
  let at = 0;
  const next = () => {
    if (pool === undefined || at === pool.length) {
      pool = ask(${POOL_SIZE});
      at = 0;
    }
    const byte = pool[at]${t(' ?? 0')};
    pool[at] = 0;
    at += 1;
    return byte;
  };
  return {
    bytes(size${t(': number')}) {
      const bytes = Buffer.alloc(size);
      for (let index = 0; index < size; index += 1) bytes[index] = next();
      return bytes;
    },
    into${t('<Target extends object>')}(target${t(': Target')}, from${t(': number')} = 0, size${t('?: number')})${t(': Target | undefined')} {
      if (!(target instanceof Uint8Array)) return undefined;
      const end = size === undefined ? target.length : from + size;
      if (!Number.isInteger(from) || !Number.isInteger(end)) return undefined;
      if (!(from >= 0 && end <= target.length && end - from <= ${MAX_BYTES_TAKEN})) return undefined;
      for (let index = from; index < end; index += 1) target[index] = next();
      return target;
    },
  };
}
`,
};
