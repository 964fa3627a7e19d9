import type { HelperFunction } from './helper-function.ts';

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
