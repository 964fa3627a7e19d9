import type { HelperFunction } from './helper-function.ts';

/** Most values cached at a time, each for its own combination of inputs. */
export const MAX_CACHED_VALUES = 200;
/** Maximum length of a cached text in characters. */
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
