import type { SgNode } from '@ast-grep/napi';
import { partsOf } from '../../../../analysis/index.ts';
import { readFieldText } from './wasteful-copy.ts';

/** Methods that return at most as many elements as they receive. */
const NO_MORE = /^(?:filter|map|slice|sort|toSorted|reverse|toReversed)$/u;

/** Maximum depth of functions that return the list of another function. */
const DEEPEST = 3;

/**
 * Returns the maximum number of elements of a list: a literal, or one that a name or a function of
 * the same file stands for. null: unknown.
 */
export function findMaximumLength(list: SgNode, depth = DEEPEST): number | null {
  switch (list.kind()) {
    case 'array': {
      const parts = partsOf(list);
      return parts.some((part) => part.kind() === 'spread_element') ? null : parts.length;
    }
    case 'as_expression':
    case 'satisfies_expression':
    case 'parenthesized_expression': {
      const inner = partsOf(list)[0];
      return inner === undefined ? null : findMaximumLength(inner, depth);
    }
    case 'call_expression': {
      const target = list.field('function');
      const object = target?.field('object') ?? null;
      if (object !== null && NO_MORE.test(readFieldText(target, 'property')))
        return findMaximumLength(object, depth);
      return target?.kind() === 'identifier' ? mostOfName(target, 'function', depth) : null;
    }
    case 'identifier':
      return mostOfName(list, 'value', depth);
    default:
      return null;
  }
}

/** True for a parameter, which only shares the name. */
function isParameter(node: SgNode): boolean {
  for (let at = node.parent(); at !== null; at = at.parent()) {
    const given = readFieldText(at, 'parameters') || readFieldText(at, 'parameter');
    if (given.split(/[^\w$]+/u).includes(node.text())) return true;
  }
  return false;
}

/** True if elements are added to the list or set in it anywhere in the file. */
function isGrown(node: SgNode): boolean {
  const kinds = [{ kind: 'member_expression' }, { kind: 'subscript_expression' }];
  const members = node
    .getRoot()
    .root()
    .findAll({ rule: { any: kinds } });
  return members.some((member) => {
    const isOwn = readFieldText(member, 'object') === node.text();
    const isSet = member.parent()?.field('left')?.id() === member.id();
    return isOwn && (isSet || /^(?:push|unshift|splice)$/u.test(readFieldText(member, 'property')));
  });
}

function mostOfName(node: SgNode, as: 'function' | 'value', depth: number): number | null {
  if (depth === 0) return null;
  const given = node
    .getRoot()
    .root()
    .findAll({ rule: { kind: 'variable_declarator' } })
    .filter((declarator) => readFieldText(declarator, 'name') === node.text());
  const [only, ...others] = given;
  if (isParameter(node) || isGrown(node)) return null;
  // A name that is declared twice or may be reassigned is no list of a fixed length.
  if (only === undefined || others.length > 0 || !/^const\b/u.test(only.parent()?.text() ?? '')) {
    return null;
  }
  const value = only.field('value');
  if (value === null || (as === 'value' && value.kind() === 'identifier')) return null;
  if (as === 'value') return value.kind() === 'array' ? findMaximumLength(value) : null;
  const body = value.kind() === 'arrow_function' ? value.field('body') : null;
  return body === null ? null : findMaximumLength(body, depth - 1);
}
