import type { SgNode } from '@ast-grep/napi';
import { around } from './nodes.ts';

/** What the innermost loop around a place goes through. */
export interface LoopBound {
  /** As it is written. */
  readonly over: string;
  readonly line: number;
  /** Turns that there are at the most; null: nothing says. */
  readonly most: number | null;
}

const LOOPS: ReadonlySet<unknown> = new Set(['for_statement', 'for_in_clause', 'for_in_statement']);
const COMPREHENSIONS: ReadonlySet<unknown> = new Set([
  ...['list_comprehension', 'set_comprehension', 'dictionary_comprehension'],
  'generator_expression',
]);

/** null: there is no loop over a list around it, or it stands in what the loop goes through. */
export function loopBound(node: SgNode): LoopBound | null {
  let inside = node;
  for (const outer of around(node)) {
    const loop = COMPREHENSIONS.has(outer.kind())
      ? outer.children().find((one) => one.kind() === 'for_in_clause')
      : outer;
    if (loop !== undefined && LOOPS.has(loop.kind())) {
      const over = loop.field('right');
      if (over !== null && over.id() !== inside.id()) return boundOf(over, loop);
    }
    inside = outer;
  }
  return null;
}

function boundOf(over: SgNode, loop: SgNode): LoopBound {
  const text = over.text().replace(/\s+/gu, ' ');
  return { over: shortened(text), line: loop.range().start.line + 1, most: mostTurns(over, text) };
}

/** Of literals, `range(n)`, slices with an end and `.limit(n)`. */
function mostTurns(over: SgNode, text: string): number | null {
  if (['list', 'tuple', 'set', 'array'].includes(String(over.kind()))) {
    const elements = over.children().filter((one) => one.isNamed() && one.kind() !== 'comment');
    return elements.some((one) => /splat|spread/u.test(String(one.kind())))
      ? null
      : elements.length;
  }
  const range = /^range\(\s*(?:(\d+)\s*,\s*)?(\d+)\s*\)$/u.exec(text);
  if (range !== null) return Math.max(0, Number(range[2]) - Number(range[1] ?? 0));
  const slice = /\[\s*(\d*)\s*:\s*(\d+)\s*\]$/u.exec(text);
  if (slice !== null) return Math.max(0, Number(slice[2]) - Number(slice[1]));
  const limit =
    /\.limit\(\s*(\d+)\s*\)/u.exec(text)?.[1] ?? /\.slice\(\s*0\s*,\s*(\d+)\s*\)$/u.exec(text)?.[1];
  return limit === undefined ? null : Number(limit);
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
