import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Bindings,
  kindOf,
  methodCallOf,
  nodesOf,
  operatorOf,
  readBindings,
} from '../../../analysis/index.ts';
import { defineCodemod } from '../codemod.ts';
import { createMatch, replaceNode } from '../syntax/codemod-edits.ts';

/** `new Date().getTime()` to `Date.now()`: the same number without the object. */
export const dateNow = defineCodemod({
  id: 'date-now',
  title: 'Read the time without creating a Date',
  preconditions:
    'The timestamp of a `new Date()` without arguments is read immediately, with `getTime`, `valueOf`, a unary plus or `Number`. `Date` is the built-in constructor.',
  seenIn: ['underscore 1.13.8, modules/now.js'],
  find: (source) => {
    const bindings = readBindings(source);
    if (bindings?.isBuiltin('Date') !== true) return [];
    return nodesOf(source.root, 'new_expression')
      .filter(isNow)
      .map((made) => wholeOf(made, bindings))
      .filter((whole) => whole !== null)
      .map((whole) => createMatch(whole, [replaceNode(whole, 'Date.now()')]));
  },
});

function isNow(node: SgNode): boolean {
  return node.field('constructor')?.text() === 'Date' && argumentsOf(node).length === 0;
}

/** The expression that makes a number of the date. */
function wholeOf(made: SgNode, bindings: Bindings): SgNode | null {
  let inner = made;
  let parent = made.parent();
  while (parent !== null && kindOf(parent) === 'parenthesized_expression') {
    inner = parent;
    parent = parent.parent();
  }
  if (parent === null) return null;
  if (kindOf(parent) === 'unary_expression') return operatorOf(parent) === '+' ? parent : null;
  const above = parent.parent();
  if (above === null) return null;
  if (kindOf(parent) === 'member_expression') {
    const call = methodCallOf(above);
    const isAsked =
      call !== null &&
      call.receiver.id() === inner.id() &&
      /^(?:getTime|valueOf)$/u.test(call.method) &&
      call.given.length === 0;
    return isAsked ? above : null;
  }
  const isNumber =
    kindOf(above) === 'call_expression' &&
    above.field('function')?.text() === 'Number' &&
    bindings.isBuiltin('Number') &&
    argumentsOf(above).length === 1;
  return isNumber ? above : null;
}
