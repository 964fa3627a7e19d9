import type { SgNode } from '@ast-grep/napi';
import {
  bare,
  functionAround,
  kindOf,
  type MethodCall,
  methodCallOf,
  methodCalls,
  operatorOf,
} from '../../../analysis/index.ts';
import type { Codemod } from '../codemod.ts';
import { addHelperFunction, type HelperFunction } from '../injected-functions/helper-function.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';
import { createTypeAwareCodemod } from '../syntax/type-aware-codemod.ts';
import { isPlainValue } from './array-search-by-key-callback.ts';

/** Replaces a search through the list of an object's keys. */
const HAS_OWN_KEY: HelperFunction = {
  name: 'hasOwnKey',
  // Typed `any`, since non-objects and keys that are not strings take the original path.
  text: (t) => `/** \`Object.keys(object).includes(key)\`, without listing the keys. */
function hasOwnKey${t('(object: any, key: any): boolean', '(object, key)')} {
  if (typeof key !== 'string' || object === null || object === undefined) {
    return Object.keys(object).includes(key);
  }
  return Object.prototype.propertyIsEnumerable.call(object, key);
}
`,
};

export const checkOwnKey: Codemod = createTypeAwareCodemod(
  {
    id: 'own-key-asked',
    title: 'Check an object for a key instead of listing all keys',
    evidence: 'guarded',
    preconditions:
      '`Object.keys(object).includes(key)` is called, or `Object.keys(object).indexOf(key)` is compared with -1 or 0. `key` is a literal, a name or a member of a name. Keys that are not strings, and values without keys, use the original code.',
    seenIn: ['Onelinerhub/onelinerhub: javascript/object_key_exists.md'],
  },
  (scene) => {
    if (!scene.bindings.isBuiltin('Object')) return [];
    return methodCalls(scene.root, 'includes', 'indexOf').flatMap((search) => {
      const object = objectOf(search);
      const [key, ...more] = search.given;
      if (object === null || key === undefined || more.length > 0 || !isPlainValue(key)) return [];
      if (functionAround(search.call)?.field('name')?.text() === HAS_OWN_KEY.name) return [];
      const asked =
        search.method === 'includes' ? { node: search.call, not: '' } : comparison(search.call);
      const helper = addHelperFunction(scene.source, HAS_OWN_KEY);
      if (asked === null || helper === null) return [];
      const text = `${asked.not}${HAS_OWN_KEY.name}(${object.text()}, ${key.text()})`;
      return [createMatch(search.call, [replaceNode(asked.node, text), ...helper])];
    });
  },
);

function objectOf({ receiver }: MethodCall): SgNode | null {
  const keys = methodCallOf(bare(receiver));
  if (keys?.method !== 'keys' || keys.receiver.text() !== 'Object') return null;
  const [object, ...more] = keys.given;
  const isOne = object !== undefined && more.length === 0 && kindOf(object) !== 'spread_element';
  return isOne ? object : null;
}

const THERE = new Set(['!== -1', '!= -1', '> -1', '>= 0']);
const MISSING = new Set(['=== -1', '== -1', '< 0']);

/** Returns the comparison that tests an index for presence or absence, such as `!== -1`. */
function comparison(call: SgNode): { readonly node: SgNode; readonly not: string } | null {
  const whole = call.parent();
  if (whole === null || kindOf(whole) !== 'binary_expression') return null;
  if (whole.field('left')?.id() !== call.id()) return null;
  const asked = `${operatorOf(whole)} ${whole.field('right')?.text()}`;
  if (THERE.has(asked)) return { node: whole, not: '' };
  return MISSING.has(asked) ? { node: whole, not: '!' } : null;
}
