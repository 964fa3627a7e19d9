import type { SgNode } from '@ast-grep/napi';
import { isFunction } from './function-nodes.ts';

/** Loop that iterates over a list or counts. */
export interface Loop {
  readonly node: SgNode;
  /** List iterated over; for a counting loop, its condition. */
  readonly over: SgNode;
  /** Names whose value changes with each iteration. */
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
 * Returns the innermost loop that repeats a node; null if there is none, or if the innermost loop
 * waits for a condition. The list iterated over is not part of the loop. Callbacks of `map` and
 * similar methods are loop bodies.
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

/** Yields all loops that repeat a node, innermost first, within one function. */
export function* loopsAround(node: SgNode): Generator<Loop> {
  let inside = node;
  for (let at = node.parent(); at !== null; at = at.parent()) {
    const loop = isFunction(at) ? loopOfCallback(at) : loopOf(at, String(at.kind()));
    if (loop !== null && loop.over.id() !== inside.id()) yield loop;
    if (loop === null && isFunction(at)) return;
    inside = at;
  }
}
