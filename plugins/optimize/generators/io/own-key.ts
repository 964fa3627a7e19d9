import type { HelperFunction } from './helper-functions.ts';

const MEANING = '/** `Object.keys(object).includes(key)`, without the list of the keys. */';
const body = `{
  if (typeof key !== 'string' || object === null || object === undefined) {
    return Object.keys(object).includes(key);
  }
  return Object.prototype.propertyIsEnumerable.call(object, key);
}
`;

/** In the place of a list of keys that is searched for one. */
export const HAS_OWN_KEY: HelperFunction = {
  name: 'hasOwnKey',
  untyped: `${MEANING}
function hasOwnKey(object, key) ${body}`,
  // What is no object, and a key that is no text, is what the old way was for.
  typed: `${MEANING}
function hasOwnKey(object: any, key: any): boolean ${body}`,
};
