import type { SgNode } from '@ast-grep/napi';
import { type Language, scopeOf, valuesOf } from '../../../../analysis/index.ts';
import type { CopiedType } from './find-collection-and-object-copies.ts';

/** Origin of the value of a name, as far as its function shows it. */
export interface CopySource {
  readonly values: readonly SgNode[];
  /** Declaration of the name as a parameter; null: it is none. */
  readonly parameter: string | null;
  /** Set when the value is created in this function, so no other code refers to it. */
  readonly isOwn: boolean;
  /** Set when the size is unknown: rows of a query, lines of a file. */
  readonly isLarge: boolean;
}

const OWN: ReadonlySet<unknown> = new Set([
  'list',
  'dictionary',
  'list_comprehension',
  'dictionary_comprehension',
  'array',
  'object',
]);
const OWN_CALL = /^(?:sorted|list|dict)\(|\.(?:split|splitlines|map|filter|flatMap|toSorted)\(/u;
const FROM_OUTSIDE =
  /\.(?:fetchall|all|readlines|splitlines|findMany|findAll|find|readFile|read|json)\(|\bjson\.loads?\(|JSON\.parse\(/u;
const LISTS: Readonly<Record<Exclude<CopiedType, 'anything'>, RegExp>> = {
  list: /^(?:sorted|list)\(|\.(?:split|rsplit|splitlines|readlines|fetchall)\([^)]*\)$/u,
  dict: /^dict\(/u,
  array:
    /\.(?:split|map|filter|flatMap|slice|concat|toSorted)\(|^Array\.from\(|^Object\.(?:keys|values|entries)\(/u,
};
const KINDS: Readonly<Record<Exclude<CopiedType, 'anything'>, ReadonlySet<unknown>>> = {
  list: new Set(['list', 'list_comprehension']),
  dict: new Set(['dictionary', 'dictionary_comprehension']),
  array: new Set(['array']),
};
const TYPED: Readonly<Record<Exclude<CopiedType, 'anything'>, RegExp>> = {
  list: /:\s*(?:typing\.)?(?:list|List)\b(?!.*\|)/u,
  dict: /:\s*(?:typing\.)?(?:dict|Dict)\b(?!.*\|)/u,
  array: /:\s*(?:readonly\s+)?[\w.]+\[\]|:\s*(?:Readonly)?Array</u,
};

export function findCopySource(name: string, node: SgNode, language: Language): CopySource {
  const scope = scopeOf(node);
  const values = valuesOf(name, scope, language);
  const parameter = parameterOf(name, scope);
  const isOwn = parameter === null && values.length > 0 && values.every(isMade);
  const isLarge = values.some((value) => FROM_OUTSIDE.test(value.text()));
  return { values, parameter, isOwn, isLarge };
}

/** True if the source certainly has the type of its copy. */
export function hasCopiedType({ values, parameter }: CopySource, of: CopiedType): boolean {
  if (of === 'anything') return true;
  if (parameter !== null) return values.length === 0 && TYPED[of].test(parameter);
  return (
    values.length > 0 &&
    values.every((value) => KINDS[of].has(value.kind()) || LISTS[of].test(calledLast(value)))
  );
}

/** Returns a call without arguments: `split` in `atob(text.split(',')[1])` makes it no list. */
function calledLast(value: SgNode): string {
  const target = value.field('function');
  return target === null ? '' : `${target.text()}()`;
}

function isMade(value: SgNode): boolean {
  return OWN.has(value.kind()) || OWN_CALL.test(value.text());
}

function parameterOf(name: string, scope: SgNode): string | null {
  const list = scope.field('parameters');
  if (list === null) return scope.field('parameter')?.text() === name ? name : null;
  const own = list
    .children()
    .find((child) => child.isNamed() && /^[*.]*([\w$]+)/u.exec(child.text())?.[1] === name);
  if (own !== undefined) return own.text();
  // The parts of a destructured parameter belong to the caller as well.
  return new RegExp(`[{,[]\\s*${name.replaceAll('$', '\\$')}\\b`, 'u').test(list.text())
    ? name
    : null;
}
