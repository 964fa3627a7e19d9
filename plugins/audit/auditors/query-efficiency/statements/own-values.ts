import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  type Language,
  type Loop,
  mentions,
  namesFrom,
} from '../../../../analysis/index.ts';
import { wholeChain } from '../reads/chain.ts';
import type { Statement } from './statement.ts';

/** Fields of options that hold what a row is to become. */
const VALUES = /^(?:data|update|create|set)$/u;

/**
 * Whether each element gets values of its own, so that one plain `UPDATE … WHERE id IN (…)` for all of them would not
 * do: a list of values has to be joined.
 */
export function hasOwnValues(
  node: SgNode,
  loop: Loop,
  statement: Statement,
  language: Language,
): boolean {
  if (statement.verb !== 'update') return false;
  const names = namesFrom(loop.body, new Set(loop.names), language);
  if (statement.by === 'repository') {
    // The first says which row it is.
    return argumentsOf(node)
      .slice(1)
      .some((one) => mentions(one.field('value') ?? one, names, language));
  }
  if (statement.by === 'record' && /\.a?save$/u.test(node.field('function')?.text() ?? '')) {
    return isFilled(node, loop, names, language);
  }
  return valuesOf(wholeChain(node), language).some((one) => mentions(one, names, language));
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
  return body.findAll({ rule: { kind } }).some((one) => {
    const [left, right] = [one.field('left'), one.field('right')];
    const root = /^(\w+)[.[]/u.exec(left?.text() ?? '')?.[1];
    if (root === undefined || right === null) return false;
    // What hangs on the record and is changed in place is each one's own.
    return root === record ? mentions(right, names, language) : names.has(root);
  });
}

function valuesOf(chain: SgNode, language: Language): readonly SgNode[] {
  const kind = language === 'python' ? 'call' : 'call_expression';
  const handed = [chain, ...chain.findAll({ rule: { kind } })]
    .filter((one) => one.kind() === kind)
    .flatMap((one) => {
      const callee = one.field('function');
      const method = (callee?.field('property') ?? callee?.field('attribute'))?.text() ?? '';
      // `findOneAndUpdate(condition, values, options)`
      if (/^(?:findOneAndUpdate|findByIdAndUpdate|updateOne)$/u.test(method)) {
        return argumentsOf(one).slice(1, 2);
      }
      // `.values(total=…)`, `.set({ … })`, `order.update({ … })`.
      return /^(?:values|set|update|updateMany|upsert)$/u.test(method) ? argumentsOf(one) : [];
    });
  return handed.flatMap((one) => {
    const pairs = one
      .children()
      .filter((pair) => pair.kind() === 'pair' && VALUES.test(pair.field('key')?.text() ?? ''));
    const named = pairs.flatMap((pair) => pair.field('value') ?? []);
    const isCondition = one.children().some((pair) => pair.field('key')?.text() === 'where');
    return named.length > 0 || isCondition ? named : [one];
  });
}
