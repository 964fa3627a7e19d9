import type { SgNode } from '@ast-grep/napi';
import {
  argumentsOf,
  boundOf,
  isFunction,
  loopsAround,
  partsOf,
  scopeOf,
  valuesOf,
} from '../../../../analysis/index.ts';
import { truncateNodeText } from '../../../analysis/find-candidate-syntax-nodes-by-pattern.ts';
import { explainSerializationCopy } from './justify-copy-through-serialization.ts';
import { findMaximumLength } from './maximum-list-length.ts';
import { readFieldText, type WastefulCopyPattern } from './wasteful-copy.ts';

/** Finds `JSON.parse(JSON.stringify(x))`, and `reduce` callbacks that copy their accumulator. */
export function findScriptCallWaste(call: SgNode): WastefulCopyPattern | null {
  const callee = readFieldText(call, 'function');
  if (callee === 'JSON.parse') return turnedAround(call);
  return /\.reduce(?:Right)?$/u.test(callee) ? copiedGathering(call) : null;
}

function turnedAround(call: SgNode): WastefulCopyPattern | null {
  const [inner, ...others] = argumentsOf(call);
  if (inner === undefined || readFieldText(inner, 'function') !== 'JSON.stringify') return null;
  const [first, ...rest] = argumentsOf(inner);
  if (first === undefined) return null;
  const options = [...others, ...rest];
  const exemption = options.some((option) => !/^(?:null|undefined|\d+)$/u.test(option.text()))
    ? 'the round trip through JSON also converts the copied values'
    : NAMED.has(first.kind())
      ? (explainSerializationCopy(call, first) ?? undefined)
      : `${truncateNodeText(first)} is created in place and converted to plain values`;
  return {
    does: `copies ${truncateNodeText(first)} by serializing it to JSON and parsing it again with ${truncateNodeText(call)}`,
    instead: `${truncateNodeText(first)} itself, structuredClone(${truncateNodeText(first)}), or a single conversion to plain values`,
    most: null,
    grows: false,
    ...(exemption === undefined ? {} : { exemption }),
  };
}

/** Expressions that refer to an existing value. */
const NAMED: ReadonlySet<unknown> = new Set([
  'identifier',
  'member_expression',
  'subscript_expression',
  'this',
  'as_expression',
]);

function copiedGathering(call: SgNode): WastefulCopyPattern | null {
  const [callback, start] = argumentsOf(call);
  const over = call.field('function')?.field('object') ?? null;
  if (callback === undefined || over === null || !isFunction(callback)) return null;
  if (start === undefined) return null;
  const parameters = callback.field('parameters');
  const head = parameters === null ? null : partsOf(parameters)[0];
  const name = /^[\w$]+/u.exec(head?.text() ?? '')?.[0] ?? readFieldText(callback, 'parameter');
  const made =
    name === '' ? undefined : resultsOf(callback).find((result) => isCopyOf(result, name));
  if (made === undefined) return null;
  const exemption = whySmall(over, made);
  return {
    does: `copies all of ${name} with ${truncateNodeText(made)} for each element of ${truncateNodeText(over)}`,
    instead: `${isListed(made, start) ? `${name}.push(…)` : `${name}[key] = …`}, and return ${name}`,
    most: findMaximumLength(over),
    grows: true,
    ...(exemption === null ? {} : { exemption }),
  };
}

/** Returns why the accumulated value stays small, or null if nothing shows it. */
function whySmall(over: SgNode, made: SgNode): string | null {
  if (isConstant(over)) return `the length of ${truncateNodeText(over)} is fixed in the code`;
  if (made.kind() !== 'object') return null;
  if (/^Object\.(?:entries|keys)$/u.test(readFieldText(over, 'function'))) {
    return `the accumulated object cannot have more keys than the object that ${truncateNodeText(over)} iterates over`;
  }
  const added = partsOf(made).slice(1);
  return added.every((part) => part.kind() === 'spread_element')
    ? 'each iteration merges in a whole object, which is at least as large as the accumulated object'
    : null;
}

/**
 * True for a table or an enum written in the code, whatever its file: `LEVELS`,
 * `Object.entries(LEVELS)`, `Object.values(Level)`.
 */
function isConstant(over: SgNode): boolean {
  const isTable = /^Object\.(?:entries|keys|values)$/u.test(readFieldText(over, 'function'));
  const table = isTable ? argumentsOf(over)[0] : over;
  const written = isTable ? /^[A-Z]\w*$/u : /^[A-Z][A-Z\d_]+$/u;
  return table?.kind() === 'identifier' && written.test(table.text());
}

/** True if an array is built up, judged by the new value of each step or by the start value. */
function isListed(made: SgNode, start: SgNode): boolean {
  const isJoined =
    made.kind() === 'call_expression' && readFieldText(made, 'function') !== 'Object.assign';
  return made.kind() === 'array' || isJoined || start.kind() === 'array';
}

/** Returns a function's results: an arrow function's expression, else the values of `return`. */
function resultsOf(callback: SgNode): readonly SgNode[] {
  const body = callback.field('body');
  if (body === null) return [];
  if (body.kind() !== 'statement_block') return alternativesOf(body);
  return body
    .findAll({ rule: { kind: 'return_statement' } })
    .flatMap((statement) => partsOf(statement).flatMap(alternativesOf));
}

function alternativesOf(node: SgNode): readonly SgNode[] {
  if (node.kind() === 'parenthesized_expression') return partsOf(node).flatMap(alternativesOf);
  if (node.kind() !== 'ternary_expression') return [node];
  const sides = [node.field('consequence'), node.field('alternative')];
  return sides.flatMap((side) => (side === null ? [] : alternativesOf(side)));
}

/** `[...x, y]`, `{ ...x, a }`, `x.concat(y)`, `Object.assign({}, x, y)`, `Buffer.concat([x, y])`. */
function isCopyOf(node: SgNode, name: string): boolean {
  const parts = partsOf(node);
  if (node.kind() === 'array' || node.kind() === 'object') {
    return (
      parts.length > 1 && parts[0]?.kind() === 'spread_element' && parts[0].text() === `...${name}`
    );
  }
  if (node.kind() !== 'call_expression') return false;
  const callee = readFieldText(node, 'function');
  const [first, second] = argumentsOf(node);
  if (callee === `${name}.concat`) return first !== undefined;
  if (callee === 'Object.assign') return first?.text() === '{}' && second?.text() === name;
  const list = callee === 'Buffer.concat' && first?.kind() === 'array' ? partsOf(first) : [];
  return list[0]?.text() === name && list.length > 1;
}

const LOOPS: ReadonlySet<unknown> = new Set([
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
]);
const OF_OTHERS: ReadonlySet<unknown> = new Set([
  'identifier',
  'member_expression',
  'subscript_expression',
  'binary_expression',
]);
/** Calls whose callback runs repeatedly: for elements, and for incoming data. */
const REPEATS = /\.forEach$|\.on$/u;
const ARRIVES = /^\(\s*['"](?:data|message|readable)['"]/u;

/** `x = [...x, y]` and its like in a loop, of an `x` from outside of the loop. */
export function findScriptAssignmentWaste(node: SgNode): WastefulCopyPattern | null {
  const name = readFieldText(node, 'left');
  const value = node.field('right');
  if (value === null || !/^(?:this\.)?[\w$]+$/u.test(name)) return null;
  const isRest = value.text() === `${name}.slice(1)`;
  if (!isRest && !isCopyOf(value, name)) return null;
  const loop = loopOutside(node, name);
  if (loop === null) return null;
  const instead = isRest ? 'an index' : insteadOf(value, name);
  const turns = [...loopsAround(node)].find(
    (enclosingLoop) => enclosingLoop.node.id() === loop.id(),
  );
  const most = turns === undefined ? null : boundOf(turns).most;
  const others = isRest ? null : begunAs(node, name);
  return {
    does: `copies all of ${name} with ${truncateNodeText(node)} in each iteration of ${truncateNodeText(loop, 40)}`,
    instead,
    most,
    grows: true,
    ...(others === null
      ? {}
      : {
          exemption: `${name} initially refers to ${truncateNodeText(others)}, which is shared with other code and must not be modified`,
        }),
  };
}

/**
 * Returns the shared initial value of a variable, as in `let items = query.data.items`: pushing to
 * it would change the original. Returns null if it starts with a new value.
 */
function begunAs(node: SgNode, name: string): SgNode | null {
  const start = node.range().start.index;
  const first = valuesOf(name, scopeOf(node), 'script').find(
    (value) => value.range().end.index <= start,
  );
  return first !== undefined && OF_OTHERS.has(first.kind()) ? first : null;
}

function insteadOf(value: SgNode, name: string): string {
  if (value.kind() === 'object' || /^Object\./u.test(value.text())) return `${name}[key] = …`;
  return /^Buffer\./u.test(value.text())
    ? 'an array of the parts and a single Buffer.concat after the loop'
    : `${name}.push(…)`;
}

/** Returns the loop that repeats a place without declaring the name, or null. */
function loopOutside(node: SgNode, name: string): SgNode | null {
  for (let at = node.parent(); at !== null; at = at.parent()) {
    if (isFunction(at)) {
      const call = at.parent()?.kind() === 'arguments' ? at.parent()?.parent() : null;
      const callee = readFieldText(call ?? null, 'function');
      const isRepeated =
        REPEATS.test(callee) &&
        (!callee.endsWith('.on') || ARRIVES.test(readFieldText(call ?? null, 'arguments')));
      if (!isRepeated || declares(at.field('body'), name)) return null;
      return call ?? null;
    }
    if (!LOOPS.has(at.kind())) continue;
    const body = at.field('body');
    const isInBody = body !== null && body.range().start.index <= node.range().start.index;
    if (isInBody) return declares(body, name) ? null : at;
  }
  return null;
}

/** True if the body declares the name or assigns a fresh value to it. */
function declares(body: SgNode | null, name: string): boolean {
  const made = body?.findAll({ rule: { kind: 'variable_declarator' } }) ?? [];
  const given = body?.findAll({ rule: { kind: 'assignment_expression' } }) ?? [];
  return (
    made.some((declarator) => readFieldText(declarator, 'name') === name) ||
    given.some((assignment) => {
      const isFresh = !new RegExp(
        `(?:^|[^\\w$.]|\\.{3})${name.replaceAll(/[.$]/gu, '\\$&')}(?![\\w$])`,
        'u',
      ).test(readFieldText(assignment, 'right'));
      return readFieldText(assignment, 'left') === name && isFresh;
    })
  );
}
