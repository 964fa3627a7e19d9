import type { CalledFunction } from '../../../project/discover/called-functions.ts';

const IS_MODULE = /^\s*(?:export|import)\b/mu;
/** All that a CommonJS module exports, where it is written as one list. */
const LIST = /\bmodule\.exports\s*=\s*\{([^{}]*)\}/u;
const WHOLE = /\bmodule\.exports\s*=(?!=)/u;
const ONE = /\bexports\.([\w$]+)\s*=(?!=)/gu;
/** Exports that are made elsewhere: by a helper, in a loop, through another name. */
const ELSEWHERE =
  /\bObject\.(?:assign|definePropert(?:y|ies))\(\s*(?:module\.)?exports\b|\bexports\s*\[|__exportStar|[=(,]\s*(?:module\.)?exports\b(?!\s*[.=])/u;

/**
 * Whether another file can call a function as the tests seem to do. Only of CommonJS modules that list what
 * they export it is said that it cannot: of any other the text does not tell.
 */
export function isGivenAway(
  source: string,
  { name, member, import: how }: Pick<CalledFunction, 'name' | 'member' | 'import'>,
): boolean {
  if (IS_MODULE.test(source) || ELSEWHERE.test(source)) return true;
  const list = LIST.exec(source)?.[1];
  if (list === undefined ? WHOLE.test(source) : list.includes('...')) return true;
  const keys = (list ?? '').split(',').map((part) => /[\w$]+(?=\s*(?:[:(]|$))/u.exec(part)?.[0]);
  const exported = new Set([...keys, ...[...source.matchAll(ONE)].map(([, key]) => key)]);
  exported.delete(undefined);
  // A list is no function, whatever the tests call it by.
  const isList = how === 'default' && member === null;
  return exported.size === 0 || (!isList && exported.has(member ?? name));
}
