import type { HelperFunction } from './helper-function.ts';

const MEANING =
  '/** Creates a value on first use and returns the same value from then on. Failures are retried. */';

/** Creates a loop-invariant or call-invariant value lazily, and caches it. */
export const LAZY_VALUE: HelperFunction = {
  name: 'makeOnce',
  untyped: `${MEANING}
function makeOnce(make) {
  let kept = null;
  return () => (kept ??= { made: make() }).made;
}
`,
  typed: `${MEANING}
function makeOnce<Made>(make: () => Made): () => Made {
  let kept: { readonly made: Made } | null = null;
  return () => (kept ??= { made: make() }).made;
}
`,
};

const PER_VALUE = `/**
 * Caches the value made from an object for as long as the object exists, and the values made from
 * the last hundred strings. For any other argument, the value is made each time.
 */`;

const perValueBody = (typed: boolean): string => `{
  const ofObjects = new WeakMap${typed ? '<object, Made>' : ''}();
  const ofTexts = new Map${typed ? '<string, Made>' : ''}();
  return (given${typed ? ': Given' : ''}) => {
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
`;

/** Caches a value that depends on a single argument. */
export const LAZY_VALUE_BY_KEY: HelperFunction = {
  name: 'makePerValue',
  untyped: `${PER_VALUE}
function makePerValue(make) ${perValueBody(false)}`,
  typed: `${PER_VALUE}
function makePerValue<Given, Made>(make: (given: Given) => Made): (given: Given) => Made ${perValueBody(true)}`,
};
