import type { HelperFunction } from './helper-function.ts';

/** Maximum number of cached results. */
export const MAX_CACHED_RESULTS = 1_000;
/** Maximum length in characters of a cached key, or of a cached string result. */
export const MAX_CACHED_LENGTH = 1_000;

/** Caches bounded results by primitive key, in syntax that old libraries' build tools accept. */
export const MEMOIZED_FUNCTION: HelperFunction = {
  name: 'keptByKey',
  text: (t) => `/**
 * Caches the results of a function for strings or numbers, the last ${MAX_CACHED_RESULTS.toLocaleString('en')} of them, if the result is no
 * object, or an object that all callers only read. \`clear\` empties the cache.
 */
${t(
  `function keptByKey<Key, Answer>(work: (key: Key) => Answer, isOnlyRead = false): {
  readonly of: (key: Key) => Answer;
  readonly clear: () => void;
}`,
  'function keptByKey(work, isOnlyRead = false)',
)} {
  const kept = new Map${t('<Key, Answer>')}();
  const isKept = (one${t(': unknown')}) =>
    typeof one === 'string' ? one.length <= ${MAX_CACHED_LENGTH} : typeof one === 'number' || typeof one === 'boolean';
  // A Map does not tell -0 from 0.
  const isKey = (key${t(': Key')}) => isKept(key) && !Object.is(key, -0);
  return {
    of(key${t(': Key')}) {
      const known = kept.get(key);
      if (known !== undefined && isKey(key)) return known;
      const answer = work(key);
      const isOne = isKept(answer) || (isOnlyRead && typeof answer === 'object' && answer !== null);
      if (isKey(key) && isOne) {
        const oldest = kept.size < ${MAX_CACHED_RESULTS} ? null : kept.keys().next();
        if (oldest !== null && oldest.done === false) kept.delete(oldest.value);
        kept.set(key, answer);
      }
      return answer;
    },
    clear: () => kept.clear(),
  };
}
`,
};
