import type { SgNode } from '@ast-grep/napi';
import type { TypeFile } from '../codemod.ts';
import { ofBinding } from './binding-shape.ts';
import type { Bindings } from './bindings.ts';
import { createGivenShape } from './given-shape.ts';
import { bare, kindOf, type MethodCall, methodCallOf, operatorOf } from './nodes.ts';
import type { Next, Shape } from './shape.ts';

const STRING: Shape = { kind: 'string' };
const NUMBER: Shape = { kind: 'number' };
const BOOLEAN: Shape = { kind: 'boolean' };
const ENTRY: Shape = { kind: 'entry', key: STRING, value: null };
const MOST_STEPS = 12;

/** Methods of strings by what they give. */
const OF_STRING: Readonly<Record<string, Shape>> = {
  ...fill(STRING, 'trim trimStart trimEnd toLowerCase toUpperCase slice substring substr charAt'),
  ...fill(STRING, 'padStart padEnd repeat replace replaceAll normalize concat toString'),
  ...fill(NUMBER, 'indexOf lastIndexOf charCodeAt localeCompare search'),
  ...fill(BOOLEAN, 'includes startsWith endsWith'),
  split: { kind: 'array', element: STRING, isDense: true },
};
const OF_NUMBER: Readonly<Record<string, Shape>> = fill(STRING, 'toFixed toString toPrecision');
/** Methods of arrays that give one with the same elements. */
const SAME_ARRAY = /^(?:filter|slice|toSorted|toReversed|sort|reverse|concat)$/u;

function fill(shape: Shape, names: string): Record<string, Shape> {
  return Object.fromEntries(names.split(' ').map((name) => [name, shape]));
}

/** Tells what values are, as far as one file says. */
export interface Shapes {
  /** null: nothing is known. */
  readonly of: (node: SgNode) => Shape | null;
  readonly isString: (node: SgNode) => boolean;
  readonly isNumber: (node: SgNode) => boolean;
  readonly arrayOf: (node: SgNode) => (Shape & { kind: 'array' }) | null;
}

export function createShapes(file: TypeFile, bindings: Bindings): Shapes {
  const of = (node: SgNode, steps = 0): Shape | null => {
    if (steps > MOST_STEPS) return null;
    const kind = kindOf(node);
    if (kind === 'as_expression') return null;
    const inner = bare(node);
    const next = (one: SgNode | null): Shape | null => (one === null ? null : of(one, steps + 1));
    const literal = literalShape(inner, next);
    if (literal !== null) return literal;
    if (kindOf(inner) === 'identifier') return ofName(inner, next);
    if (kindOf(inner) === 'member_expression') return ofMember(inner, next);
    if (kindOf(inner) === 'subscript_expression') return null;
    if (kindOf(inner) === 'call_expression') return ofCall(inner, bindings, next);
    return kindOf(inner) === 'new_expression' ? ofNew(inner, bindings, next) : null;
  };
  const shapeOf = (node: SgNode) => of(node);
  const given = createGivenShape(file.root, bindings, shapeOf);
  const ofName = (node: SgNode, next: Next): Shape | null => {
    const binding = bindings.of(node);
    return binding === null ? null : ofBinding(binding, { file, bindings, given, next });
  };
  return {
    of: shapeOf,
    isString: (node) => shapeOf(node)?.kind === 'string',
    isNumber: (node) => shapeOf(node)?.kind === 'number',
    arrayOf: (node) => {
      const shape = shapeOf(node);
      return shape?.kind === 'array' ? shape : null;
    },
  };
}

function literalShape(node: SgNode, next: Next): Shape | null {
  const kind = kindOf(node);
  if (kind === 'string' || kind === 'template_string') return STRING;
  if (kind === 'number') return /n$/u.test(node.text()) ? null : NUMBER;
  if (kind === 'true' || kind === 'false') return BOOLEAN;
  if (kind === 'regex') return { kind: 'regexp' };
  if (kind === 'array') return ofArrayLiteral(node, next);
  if (kind === 'object') return ofObjectLiteral(node, next);
  if (kind === 'unary_expression') {
    if (operatorOf(node) === '!') return BOOLEAN;
    return operatorOf(node) === 'typeof' ? STRING : null;
  }
  return kind === 'binary_expression' ? ofBinary(node, next) : null;
}

function ofBinary(node: SgNode, next: Next): Shape | null {
  const operator = operatorOf(node);
  if (/^(?:[=!]==?|[<>]=?|in|instanceof)$/u.test(operator)) return BOOLEAN;
  const left = next(node.field('left'));
  const right = next(node.field('right'));
  if (operator === '+') {
    const hasString = left?.kind === 'string' || right?.kind === 'string';
    if (hasString) return STRING;
    return left?.kind === 'number' && right?.kind === 'number' ? NUMBER : null;
  }
  if (/^(?:-|\*|\/|%|\*\*)$/u.test(operator)) {
    return left?.kind === 'number' && right?.kind === 'number' ? NUMBER : null;
  }
  return null;
}

function ofArrayLiteral(node: SgNode, next: Next): Shape {
  const parts = node.namedChildren().filter((one) => kindOf(one) !== 'comment');
  const shapes = parts.map((one) => {
    if (kindOf(one) !== 'spread_element') return next(one);
    const list = next(one.child(1));
    return list !== null && 'element' in list ? list.element : null;
  });
  const [first = null, ...others] = shapes;
  const isSame = others.every((one) => one !== null && one.kind === first?.kind);
  return { kind: 'array', element: isSame ? first : null, isDense: !/[[,]\s*,/u.test(node.text()) };
}

function ofObjectLiteral(node: SgNode, next: Next): Shape | null {
  const fields = new Map<string, Shape | null>();
  for (const one of node.namedChildren()) {
    const key = one.field('key');
    if (kindOf(one) !== 'pair' || key === null || kindOf(key) !== 'property_identifier')
      return null;
    fields.set(key.text(), next(one.field('value')));
  }
  return { kind: 'object', fields };
}

function ofMember(node: SgNode, next: Next): Shape | null {
  const name = node.field('property')?.text() ?? '';
  const owner = next(node.field('object'));
  if (owner === null) return null;
  if (owner.kind === 'object') return owner.fields.get(name) ?? null;
  if (name === 'length' && (owner.kind === 'array' || owner.kind === 'string')) return NUMBER;
  return name === 'size' && (owner.kind === 'set' || owner.kind === 'map') ? NUMBER : null;
}

function ofCall(node: SgNode, bindings: Bindings, next: Next): Shape | null {
  const callee = node.field('function')?.text() ?? '';
  if (/^(?:String|Number|Boolean)$/u.test(callee) && bindings.isBuiltin(callee)) {
    return callee === 'String' ? STRING : callee === 'Number' ? NUMBER : BOOLEAN;
  }
  const call = methodCallOf(node);
  if (call === null) return null;
  const receiver = call.receiver.text();
  if (receiver === 'Object' && bindings.isBuiltin('Object')) {
    if (call.method === 'keys') return { kind: 'array', element: STRING, isDense: true };
    if (call.method === 'entries') return { kind: 'array', element: ENTRY, isDense: true };
    return call.method === 'values' ? { kind: 'array', element: null, isDense: true } : null;
  }
  if (receiver === 'Array' && call.method === 'from' && bindings.isBuiltin('Array')) {
    return ofArrayFrom(call, next);
  }
  if (receiver === 'Math' && bindings.isBuiltin('Math')) return NUMBER;
  if (receiver === 'Date' && call.method === 'now' && bindings.isBuiltin('Date')) return NUMBER;
  return ofMethod(call, next);
}

function ofArrayFrom({ given }: MethodCall, next: Next): Shape {
  const [source, mapper] = given;
  const list = mapper === undefined ? next(source ?? null) : null;
  const element = list?.kind === 'array' || list?.kind === 'set' ? list.element : null;
  return { kind: 'array', element, isDense: true };
}

function ofMethod({ receiver, method, given }: MethodCall, next: Next): Shape | null {
  const owner = next(receiver);
  if (owner?.kind === 'string') return OF_STRING[method] ?? null;
  if (owner?.kind === 'number') return OF_NUMBER[method] ?? null;
  if (owner?.kind === 'regexp') return method === 'test' ? BOOLEAN : null;
  if (owner?.kind !== 'array') return null;
  if (method === 'concat') {
    const lists = given.map((one) => next(one));
    const isPlain = lists.every((one) => one?.kind === 'array' && one.isDense);
    return { kind: 'array', element: null, isDense: owner.isDense && isPlain };
  }
  if (SAME_ARRAY.test(method)) {
    return { ...owner, isDense: owner.isDense || method === 'filter' || method === 'toSorted' };
  }
  if (method === 'map') {
    const body = given[0]?.field('body') ?? null;
    const isValue = body !== null && kindOf(body) !== 'statement_block';
    return { kind: 'array', element: isValue ? next(body) : null, isDense: owner.isDense };
  }
  if (method === 'join') return STRING;
  if (method === 'includes' || method === 'some' || method === 'every') return BOOLEAN;
  return method === 'indexOf' || method === 'findIndex' ? NUMBER : null;
}

function ofNew(node: SgNode, bindings: Bindings, next: Next): Shape | null {
  const maker = node.field('constructor')?.text() ?? '';
  if (!bindings.isBuiltin(maker)) return null;
  if (maker === 'RegExp') return { kind: 'regexp' };
  if (maker !== 'Set' && maker !== 'Map') return null;
  const given = node.field('arguments')?.namedChildren()[0];
  const list = maker === 'Set' && given !== undefined ? next(given) : null;
  return {
    kind: maker === 'Set' ? 'set' : 'map',
    element: list?.kind === 'array' ? list.element : null,
  };
}
