import type { HelperFunction } from './helper-function.ts';

/** Most values cached at a time, each for its own combination of inputs. */
export const MAX_CACHED_VALUES = 200;
const LONGEST = 1_000;

/** Caches a value that depends only on a few primitive values. */
export const CACHED_BY_VALUES: HelperFunction = {
  name: 'keptPerValues',
  text: (t) => `/**
 * Caches the last ${MAX_CACHED_VALUES} values that are made only from strings, numbers, booleans, null and undefined.
 * Values made from anything else, or from long strings, are not cached.
 */
function keptPerValues${t('<Made>')}() {
  const kept = new Map${t('<unknown, Made>')}();
  const isPlain = (one${t(': unknown')}) =>
    typeof one === 'string' ? one.length <= ${LONGEST} : /^[nbu]/.test(typeof one) ? !Object.is(one, -0) : one === null;
  return (make${t(': () => Made')}, ...given${t(': readonly unknown[]')})${t(': Made')} => {
    if (!given.every(isPlain)) return make();
    const textOf = (one${t(': unknown')}) => (typeof one === 'string' ? \`\${one.length}:\${one}\` : \`\${typeof one} \${one},\`);
    const key = given.length === 1 ? given[0] : given.map(textOf).join('');
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make();
    const oldest = kept.size < ${MAX_CACHED_VALUES} ? null : kept.keys().next();
    if (oldest !== null && oldest.done === false) kept.delete(oldest.value);
    kept.set(key, made);
    return made;
  };
}
`,
};

/** Creates a loop-invariant or call-invariant value lazily, and caches it. */
export const LAZY_VALUE: HelperFunction = {
  name: 'makeOnce',
  text: (
    t,
  ) => `/** Creates a value on first use and returns the same value from then on. Failures are retried. */
function makeOnce${t('<Made>(make: () => Made): () => Made', '(make)')} {
  let kept${t(': { readonly made: Made } | null')} = null;
  return () => (kept ??= { made: make() }).made;
}
`,
};

/** Caches a value that depends on a single argument. */
export const LAZY_VALUE_BY_KEY: HelperFunction = {
  name: 'makePerValue',
  text: (t) => `/**
 * Caches the value made from an object for as long as the object exists, and the values made from
 * the last hundred strings. For any other argument, the value is made each time.
 */
function makePerValue${t('<Given, Made>(make: (given: Given) => Made): (given: Given) => Made', '(make)')} {
  const ofObjects = new WeakMap${t('<object, Made>')}();
  const ofTexts = new Map${t('<string, Made>')}();
  return (given${t(': Given')}) => {
    if (typeof given === 'string') {
      const known = ofTexts.get(given);
      if (known !== undefined) return known;
      const made = make(given);
      const oldest = ofTexts.size < 100 ? null : ofTexts.keys().next();
      if (oldest !== null && oldest.done === false) ofTexts.delete(oldest.value);
      ofTexts.set(given, made);
      return made;
    }
    if (typeof given !== 'object' || given === null) return make(given);
    const known = ofObjects.get(given);
    if (known !== undefined) return known;
    const made = make(given);
    ofObjects.set(given, made);
    return made;
  };
}
`,
};

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
