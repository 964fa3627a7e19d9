import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Language,
  type Loop,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';
import { expandCallChain } from '../reads/expand-query-call-chain.ts';
import type { WriteStatement } from './write-statement.ts';

/** Option fields that contain the new values of a row. */
const VALUES = /^(?:data|update|create|set)$/u;

/**
 * True if each element has values of its own, so that one plain `UPDATE … WHERE id IN (…)` is not
 * enough: a list of values has to be joined.
 */
export function hasPerRowValues(
  node: SgNode,
  loop: Loop,
  statement: WriteStatement,
  language: Language,
): boolean {
  if (statement.verb !== 'update') return false;
  const names = namesFrom(loop.body, new Set(loop.names), language);
  if (statement.by === 'repository') {
    // The first argument identifies the row.
    return argumentsOf(node)
      .slice(1)
      .some((argument) => mentions(argument.field('value') ?? argument, names, language));
  }
  if (statement.by === 'record' && /\.a?save$/u.test(node.field('function')?.text() ?? '')) {
    return isFilled(node, loop, names, language);
  }
  return valuesOf(expandCallChain(node), language).some((value) =>
    mentions(value, names, language),
  );
}

/** `order.total = sum(order)` before `order.save()`. */
function isFilled(
  node: SgNode,
  { body }: Loop,
  names: ReadonlySet<string>,
  language: Language,
): boolean {
  const record = node.field('function')?.field('object')?.text();
  const kind = language === 'python' ? 'assignment' : 'assignment_expression';
  return body.findAll({ rule: { kind } }).some((assignment) => {
    const [left, right] = [assignment.field('left'), assignment.field('right')];
    const root = /^(\w+)[.[]/u.exec(left?.text() ?? '')?.[1];
    if (root === undefined || right === null) return false;
    // An object of the record that is changed in place differs from record to record.
    return root === record ? mentions(right, names, language) : names.has(root);
  });
}

function valuesOf(chain: SgNode, language: Language): readonly SgNode[] {
  const kind = language === 'python' ? 'call' : 'call_expression';
  const handed = [chain, ...chain.findAll({ rule: { kind } })]
    .filter((callNode) => callNode.kind() === kind)
    .flatMap((callNode) => {
      const callee = callNode.field('function');
      const method = (callee?.field('property') ?? callee?.field('attribute'))?.text() ?? '';
      // `findOneAndUpdate(condition, values, options)`
      if (/^(?:findOneAndUpdate|findByIdAndUpdate|updateOne)$/u.test(method)) {
        return argumentsOf(callNode).slice(1, 2);
      }
      // `.values(total=…)`, `.set({ … })`, `order.update({ … })`.
      return /^(?:values|set|update|updateMany|upsert)$/u.test(method) ? argumentsOf(callNode) : [];
    });
  return handed.flatMap((argument) => {
    const pairs = argument
      .children()
      .filter((pair) => pair.kind() === 'pair' && VALUES.test(pair.field('key')?.text() ?? ''));
    const named = pairs.flatMap((pair) => pair.field('value') ?? []);
    const isCondition = argument.children().some((pair) => pair.field('key')?.text() === 'where');
    return named.length > 0 || isCondition ? named : [argument];
  });
}
