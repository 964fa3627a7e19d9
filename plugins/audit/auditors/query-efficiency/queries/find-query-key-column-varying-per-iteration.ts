import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Language,
  type Loop,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';

/** Python calls that select rows; the arguments of `update` and `create` are values. */
const CHOOSES =
  /(?:^|\.)a?(?:get|filter|filter_by|exclude|get_or_none|find_one|get_object_or_404)$/u;
/** `eq(orders.number, …)` of Drizzle. */
const EQUALS = /^eq$/u;

/** Returns the column selecting a different row per iteration; null if none is visible. */
export function findQueryKey(node: SgNode, loop: Loop, language: Language): string | null {
  const names = namesFrom(loop.body, new Set(loop.names), language);
  const isOfTurn = (expression: SgNode | null | undefined): boolean =>
    expression != null && mentions(expression, names, language);
  return language === 'python' ? pythonKey(node, isOfTurn) : scriptKey(node, isOfTurn);
}

type OfTurn = (expression: SgNode | null | undefined) => boolean;

function pythonKey(node: SgNode, isOfTurn: OfTurn): string | null {
  const named = node
    .findAll({ rule: { kind: 'keyword_argument' } })
    .filter((argument) => {
      const call = argument.parent()?.parent();
      return (
        CHOOSES.test(call?.field('function')?.text() ?? '') && isOfTurn(argument.field('value'))
      );
    })
    .map((argument) =>
      argument
        .field('name')
        ?.text()
        .replace(/__i?exact$/u, ''),
    );
  const compared = node
    .findAll({ rule: { kind: 'comparison_operator' } })
    .filter((comparison) => comparison.child(1)?.text() === '==' && isOfTurn(comparison.child(2)))
    .map((comparison) => comparison.child(0)?.field('attribute')?.text());
  return [...named, ...compared].find((key) => key !== undefined) ?? null;
}

function scriptKey(node: SgNode, isOfTurn: OfTurn): string | null {
  const call =
    node.kind() === 'call_expression' ? node : node.find({ rule: { kind: 'call_expression' } });
  const chosen = node.find({ rule: { kind: 'pair', has: { field: 'key', regex: '^where$' } } });
  const first =
    call === null ? undefined : argumentsOf(call).find((argument) => argument.kind() === 'object');
  const within = chosen?.field('value') ?? first ?? null;
  const key = within?.kind() === 'object' ? keyIn(within, isOfTurn) : null;
  return key ?? comparedIn(node, isOfTurn);
}

/** Finds keys in `{ number: order.number }` or `{ number }`, and in composite unique keys. */
function keyIn(object: SgNode, isOfTurn: OfTurn): string | null {
  for (const child of object.children()) {
    if (child.kind() === 'shorthand_property_identifier' && isOfTurn(child)) return child.text();
    const value = child.kind() === 'pair' ? child.field('value') : null;
    if (value === null || !isOfTurn(value)) continue;
    if (value.kind() !== 'object') return child.field('key')?.text() ?? null;
    const inside = keyIn(value, isOfTurn);
    const isOperator = /^(?:equals|in|\$eq|\$in)$/u.test(inside ?? '');
    if (inside !== null) return isOperator ? (child.field('key')?.text() ?? null) : inside;
  }
  return null;
}

function comparedIn(node: SgNode, isOfTurn: OfTurn): string | null {
  const [found] = node.findAll({ rule: { kind: 'call_expression' } }).filter((callNode) => {
    const [left, right] = argumentsOf(callNode);
    return (
      EQUALS.test(callNode.field('function')?.text() ?? '') &&
      left?.kind() === 'member_expression' &&
      isOfTurn(right)
    );
  });
  return found === undefined ? null : (argumentsOf(found)[0]?.field('property')?.text() ?? null);
}
