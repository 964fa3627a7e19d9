import type { SgNode } from '@ast-grep/napi';
import { isFunction } from './function-nodes.ts';
import { partsOf } from './syntax-node-kinds-spans-and-children.ts';

/** Loop that iterates over a list or counts. */
export interface Loop {
  readonly node: SgNode;
  /** List iterated over; for a counting loop, its condition. */
  readonly over: SgNode;
  /** Names whose value changes with each iteration. */
  readonly names: readonly string[];
  readonly body: SgNode;
}

const COMPREHENSIONS: ReadonlySet<unknown> = new Set([
  'list_comprehension',
  'set_comprehension',
  'dictionary_comprehension',
  'generator_expression',
]);
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

/** List of the innermost loop around a place, and its length. */
interface LoopBound {
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
