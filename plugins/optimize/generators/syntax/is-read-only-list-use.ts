import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Bindings,
  kindOf,
  methodCallOf,
  wrapped,
} from '../../../analysis/index.ts';

/** Returns the parameters of a function, as names or patterns. */
export function listParameters(node: SgNode): readonly SgNode[] {
  const alone = node.field('parameter');
  if (alone !== null) return [alone];
  const list = node.field('parameters')?.namedChildren() ?? [];
  return list
    .filter((parameter) => kindOf(parameter) !== 'comment')
    .map((parameter) =>
      parameter.field('value') === null ? (parameter.field('pattern') ?? parameter) : parameter,
    );
}

const KEEPING =
  /^(?:includes|indexOf|lastIndexOf|join|at|slice|concat|keys|entries|toSorted|toReversed)$/u;
const VISITING = /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap)$/u;

/** True if a use of a list only reads it, and does not pass it on. */
export function isReadOnlyUse(use: SgNode, { bindings }: { readonly bindings: Bindings }): boolean {
  const parent = use.parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  if (kind === 'spread_element') return true;
  if (kind === 'for_in_statement') return parent.field('right')?.id() === use.id();
  if (kind === 'new_expression' || kind === 'arguments') return isGivenToSet(parent, bindings);
  if (kind === 'subscript_expression') return isRead(parent);
  if (kind !== 'member_expression' || parent.field('object')?.id() !== use.id()) return false;
  if (parent.field('property')?.text() === 'length') return isRead(parent);
  const call = parent.parent();
  const found = call === null ? null : methodCallOf(call);
  if (found === null || found.receiver.id() !== use.id()) return false;
  if (KEEPING.test(found.method)) return true;
  const [callback] = found.given;
  const isOwn = callback !== undefined && kindOf(callback) === 'arrow_function';
  // The next callback parameter would be the list itself.
  const most = /^reduce(?:Right)?$/u.test(found.method) ? 3 : VISITING.test(found.method) ? 2 : -1;
  const names = isOwn ? listParameters(callback) : [];
  return isOwn && names.length <= most && names.every((name) => kindOf(name) !== 'rest_pattern');
}

function isRead(member: SgNode): boolean {
  const node = wrapped(member);
  const parent = node.parent();
  if (parent === null) return false;
  const kind = kindOf(parent);
  const isTarget =
    (kind.endsWith('assignment_expression') && parent.field('left')?.id() === node.id()) ||
    kind === 'update_expression' ||
    kind === 'unary_expression';
  // A call of a member gets the list as `this`.
  const isCalled = kind === 'call_expression' && parent.field('function')?.id() === node.id();
  return !isTarget && !isCalled && !/pattern|for_in/u.test(kind);
}

function isGivenToSet(parent: SgNode, bindings: Bindings): boolean {
  const made = kindOf(parent) === 'arguments' ? parent.parent() : parent;
  if (made === null || kindOf(made) !== 'new_expression') return false;
  const name = made.field('constructor')?.text() ?? '';
  return /^(?:Set|Map)$/u.test(name) && bindings.isBuiltin(name) && argumentsOf(made).length === 1;
}
