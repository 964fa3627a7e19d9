import type { SgNode } from '@ast-grep/napi';
import { isFunction } from './functions.ts';

/** A loop that goes through something. */
export interface Loop {
  readonly node: SgNode;
  /** List that it goes through; of a counting loop its condition. */
  readonly over: SgNode;
  /** Names with another value in each iteration. */
  readonly names: readonly string[];
  /** Repeated part. */
  readonly body: SgNode;
}

const COMPREHENSIONS: ReadonlySet<unknown> = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
/** Array methods that call their callback once for each element. */
const ITERATIONS = /\.(?:map|forEach|flatMap|filter|reduce|some|every)$/u;

/**
 * The innermost loop that repeats a place; null: there is none, or the innermost waits for a condition.
 * The list that a loop goes through is no part of it. Callbacks of `map` and its like are bodies of loops.
 */
export function loopAround(node: SgNode): Loop | null {
  let inside = node;
  for (let at = node.parent(); at !== null; at = at.parent()) {
    const kind = String(at.kind());
    if (kind === 'while_statement' || kind === 'do_statement') return null;
    const loop = isFunction(at) ? loopOfCallback(at) : loopOf(at, kind);
    if (loop !== null && loop.over.id() !== inside.id()) return loop;
    if (loop === null && isFunction(at)) return null;
    inside = at;
  }
  return null;
}

function loopOf(node: SgNode, kind: string): Loop | null {
  if (COMPREHENSIONS.has(kind)) {
    const clause = node.children().find((child) => child.kind() === 'for_in_clause');
    return clause === undefined ? null : made(clause, node, 'right');
  }
  if (kind !== 'for_statement' && kind !== 'for_in_statement') return null;
  const body = node.field('body');
  if (body === null) return null;
  const counts = node.field('right') === null;
  return made(node, body, counts ? 'condition' : 'right');
}

function made(node: SgNode, body: SgNode, field: 'right' | 'condition'): Loop | null {
  const over = node.field(field);
  if (over === null) return null;
  const left = (field === 'right' ? node.field('left') : node.field('initializer'))?.text() ?? '';
  return { node, over, names: namesIn(left.replace(/=.*$/su, '')), body };
}

/** `items.map(async (item) => …)`. */
function loopOfCallback(node: SgNode): Loop | null {
  const call = node.parent()?.kind() === 'arguments' ? node.parent()?.parent() : null;
  const target = call?.field('function') ?? null;
  const over = target?.field('object') ?? null;
  const body = node.field('body');
  if (call == null || target === null || over === null || body === null) return null;
  if (!ITERATIONS.test(target.text())) return null;
  const parameters = node.field('parameters') ?? node.field('parameter');
  return { node: call, over, names: namesIn(parameters?.text() ?? ''), body };
}

function namesIn(text: string): readonly string[] {
  return (text.replace(/:\s*[\w$.<>[\]| ]+/gu, '').match(/[A-Za-z_$][\w$]*/gu) ?? []).filter(
    (name) => !['const', 'let', 'var', 'async'].includes(name),
  );
}

/** All loops that repeat a place, from the inside out, as far as they are in one function. */
export function* loopsAround(node: SgNode): Generator<Loop> {
  let inside = node;
  for (let at = node.parent(); at !== null; at = at.parent()) {
    const loop = isFunction(at) ? loopOfCallback(at) : loopOf(at, String(at.kind()));
    if (loop !== null && loop.over.id() !== inside.id()) yield loop;
    if (loop === null && isFunction(at)) return;
    inside = at;
  }
}
