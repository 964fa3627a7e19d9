import type { HelperFunction } from './helper-functions.ts';

const MEANING = `/**
 * Asks once for each key: what is under way or has come is given again, what failed is asked again.
 * Keys that are neither text nor numbers are asked for each time.
 */`;

const body = (typed: boolean): string => `{
  const kept = new Map${typed ? '<unknown, Promise<Answer>>' : ''}();
  return (key${typed ? ': Key' : ''}) => {
    if (typeof key !== 'string' && typeof key !== 'number') return read(key);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const asked = read(key);
    kept.set(key, asked);
    Promise.resolve(asked).catch(() => kept.delete(key));
    return asked;
  };
}
`;

/** In front of reads that repeat. */
export const READ_ONCE: HelperFunction = {
  name: 'readOnce',
  untyped: `${MEANING}
function readOnce(read) ${body(false)}`,
  typed: `${MEANING}
function readOnce<Key, Answer>(
  read: (key: Key) => Promise<Answer>,
): (key: Key) => Promise<Answer> ${body(true)}`,
};
