import { once, type ProjectCode } from '../../../../analysis/index.ts';
import type { AuditedCode } from '../../../rule.ts';

const FOR_MANY = /^(?:bulk|many|batch)$/u;
/** Plural parameter names that are not lists of elements. */
const NO_LIST =
  /^(?:args|kwargs|options|params|props|settings|headers|status|address|class|cls|has|is|this)$|ss$/u;

/** Indexes functions by the words of their names in the singular, without words such as `bulk`. */
const functionsOf = once<ProjectCode, ReadonlyMap<string, readonly number[]>>((code) => {
  const found = new Map<string, number[]>();
  for (const [index, { name }] of code.facts.functions.entries()) {
    const key = keyOf(wordsOf(name));
    const known = found.get(key);
    if (known === undefined) found.set(key, [index]);
    else known.push(index);
  }
  return found;
});

/**
 * Returns the batch equivalent of a function in the same class or module: `get_by_ids` for
 * `get_by_id`, `bulk_close_orders` for `close_order`. Functions that call the single version or
 * take no list do not count. Returns null unless there is exactly one.
 */
export function findBatchEquivalent(
  audited: AuditedCode,
  target: number,
  caller: number,
): number | null {
  const { code } = audited;
  const own = code.facts.functions[target];
  if (own === undefined) return null;
  const words = wordsOf(own.name);
  const { owner } = code.rawOf(target);
  const found = (functionsOf(code).get(keyOf(words)) ?? []).filter((index) => {
    const isBeside =
      code.facts.functions[index]?.file === own.file && code.rawOf(index).owner === owner;
    return isBeside && index !== target && index !== caller && isForMany(audited, index, words);
  });
  const [only, other] = found.filter((index) =>
    code.callsOf(index).every(({ call }) => !call.targets.includes(target)),
  );
  return only === undefined || other !== undefined ? null : only;
}

/** Returns the project's list counterpart of a method for one record: `bulk_delete_orders`. */
export function findRecordBatchEquivalent(
  audited: AuditedCode,
  verb: string,
  model: string,
  caller: number,
): number | null {
  const words = [...wordsOf(verb), ...wordsOf(model)];
  const found = (functionsOf(audited.code).get(keyOf(words)) ?? []).filter(
    (index) => index !== caller && isForMany(audited, index, words) && !storesEach(audited, index),
  );
  const [only, other] = found;
  return only === undefined || other !== undefined ? null : only;
}

/** True if the function saves or deletes the elements one by one in a loop. */
function storesEach({ code }: AuditedCode, index: number): boolean {
  return code
    .callsOf(index)
    .some(({ call }) => call.loops > 0 && /\.a?(?:save|delete)$/u.test(call.callee));
}

/** True if the name has the same words marked as plural or bulk, and the function takes a list. */
function isForMany(audited: AuditedCode, index: number, words: readonly string[]): boolean {
  const { name = '', isExported = false } = audited.code.facts.functions[index] ?? {};
  const all = wordsOf(name);
  const own = all.filter((word) => !FOR_MANY.test(word));
  const says = own.length < all.length || own.some((word, at) => word !== words[at]);
  const isOneOfMany = own.every((word, at) => word === words[at] || word !== singular(word));
  const takes = audited.code.rawOf(index).parameters.some(isList);
  const isUsed = isExported || audited.code.callersOf(index).length > 0;
  return says && isOneOfMany && takes && isUsed;
}

function isList(parameter: string): boolean {
  const last = wordsOf(parameter).at(-1) ?? '';
  return /(?:s|list)$/u.test(last) && !NO_LIST.test(last);
}

/** `getByIds` and `get_by_ids`, in small letters. */
function wordsOf(name: string): readonly string[] {
  const bare = name.slice(name.lastIndexOf('.') + 1);
  return bare
    .replace(/([a-z\d])([A-Z])/gu, '$1_$2')
    .toLowerCase()
    .split('_')
    .filter((word) => word !== '');
}

function keyOf(words: readonly string[]): string {
  return words
    .filter((word) => !FOR_MANY.test(word))
    .map(singular)
    .join('_');
}

function singular(word: string): string {
  if (/(?:ss|us|is)$/u.test(word)) return word;
  return word
    .replace(/ies$/u, 'y')
    .replace(/(?<=(?:ch|sh|x|ss))es$/u, '')
    .replace(/s$/u, '');
}
