import type { SgNode } from '@ast-grep/napi';
import { bare, kindOf, operatorOf } from './syntax-node-kinds-spans-and-children.ts';
import type { Bindings } from './variable-bindings.ts';

/** A text as a literal in single quotes. */
export function quotedText(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  const plain = inner.replace(/[\u007f-\uffff]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `'${plain}'`;
}

/** Text of a string literal, with its escapes as far as JSON has them; null: it has others. */
export function literalText(node: SgNode): string | null {
  if (kindOf(node) !== 'string') return null;
  const inner = node
    .text()
    .slice(1, -1)
    .replace(/\\'/gu, "'")
    .replace(/(^|[^\\])"/gu, '$1\\"');
  try {
    const text: unknown = JSON.parse(`"${inner}"`);
    return typeof text === 'string' ? text : null;
  } catch {
    return null;
  }
}

const MOST_STEPS = 5;

/** Evaluates text built from literals and names with a constant value; null: it is not constant. */
export function constantText(node: SgNode, bindings: Bindings, steps = 0): string | null {
  const inner = bare(node);
  if (steps > MOST_STEPS) return null;
  if (kindOf(inner) === 'binary_expression' && operatorOf(inner) === '+') {
    const [left, right] = [inner.field('left'), inner.field('right')].map((operand) =>
      operand === null ? null : constantText(operand, bindings, steps + 1),
    );
    return left == null || right == null ? null : left + right;
  }
  if (kindOf(inner) !== 'identifier') return literalText(inner);
  const of = bindings.of(inner);
  const value = of?.declaration.field('value');
  const isConstant = of?.kind === 'const' && !of.isPart && of.writes.length === 0;
  return isConstant && value != null ? constantText(value, bindings, steps + 1) : null;
}
