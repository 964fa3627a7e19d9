import type { SgNode } from '@ast-grep/napi';
import { type Loop, loopAround } from './enclosing-loops.ts';
import { partsOf } from './syntax-node-kinds-spans-and-children.ts';

/** List of the innermost loop around a place, and its length. */
export interface LoopBound {
  /** As it is written. */
  readonly over: string;
  readonly line: number;
  /** Maximum number of iterations; null if unknown. */
  readonly most: number | null;
}

/** Returns the bound of the loop around a node; null: in no loop over a list, or in its list. */
export function loopBound(node: SgNode): LoopBound | null {
  const loop = loopAround(node);
  return loop === null ? null : boundOf(loop);
}

/** Returns the bound of a loop's iterations; a name assigned once in its file gives its value. */
export function boundOf({ over, node }: Loop): LoopBound {
  const text = over.text().replace(/\s+/gu, ' ');
  const line = node.range().start.line + 1;
  const own = mostTurns(over, text);
  if (own !== null || over.kind() !== 'identifier') {
    return { over: shortened(text), line, most: own };
  }
  const value = valueOfConstant(over, text);
  const most = value === null ? null : mostTurns(value, value.text().replace(/\s+/gu, ' '));
  return { over: shortened(text), line, most };
}

/** Returns the most iterations over literals, `range(n)`, bounded slices, `.limit(n)`, `i < n`. */
function mostTurns(over: SgNode, text: string): number | null {
  const inner = /^(?:reversed|enumerate|sorted|list|tuple)\((.+)\)$/su.test(text)
    ? over.field('arguments')?.child(1)
    : null;
  if (inner != null) return mostTurns(inner, inner.text().replace(/\s+/gu, ' '));
  if (['list', 'tuple', 'set', 'array'].includes(String(over.kind()))) {
    const elements = partsOf(over);
    return elements.some((element) => /splat|spread/u.test(String(element.kind())))
      ? null
      : elements.length;
  }
  const range = /^range\(\s*(?:(\d+)\s*,\s*)?(\d+)\s*\)$/u.exec(text);
  if (range !== null) return Math.max(0, Number(range[2]) - Number(range[1] ?? 0));
  const slice = /\[\s*(\d*)\s*:\s*(\d+)\s*\]$/u.exec(text);
  if (slice !== null) return Math.max(0, Number(slice[2]) - Number(slice[1]));
  const counted = /^\w+ (<=?) (\d+);?$/u.exec(text);
  if (counted !== null) return Number(counted[2]) + (counted[1] === '<=' ? 1 : 0);
  const limit =
    /\.limit\(\s*(\d+)\s*\)/u.exec(text)?.[1] ?? /\.slice\(\s*0\s*,\s*(\d+)\s*\)$/u.exec(text)?.[1];
  return limit === undefined ? null : Number(limit);
}

/** null: the name has no value in its file, or several. */
function valueOfConstant(node: SgNode, name: string): SgNode | null {
  const root = node.getRoot().root();
  const isPython = root.kind() === 'module';
  const kind = isPython ? 'assignment' : 'variable_declarator';
  const field = isPython ? 'left' : 'name';
  const given = root
    .findAll({ rule: { kind, has: { field, regex: `^${name.replaceAll('$', '\\$')}$` } } })
    .map((declaration) => declaration.field(isPython ? 'right' : 'value'));
  const [only = null] = given.length === 1 ? given : [];
  return only;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
