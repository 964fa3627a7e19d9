import type { SgNode } from '@ast-grep/napi';
import {
  type Bindings,
  bare,
  kindOf,
  type MethodCall,
  methodCallOf,
  operatorOf,
  partsOf,
} from '../../../analysis/index.ts';
import type { TypeFile } from '../codemod.ts';
import { createArgumentTypeLookup } from './argument-type-lookup.ts';
import { inferBindingType } from './infer-binding-type.ts';
import {
  type ArrayType,
  findCommonType,
  type InferredType,
  isMutableType,
  type TypeResolver,
  UNKNOWN_ARRAY,
} from './inferred-type.ts';

const STRING: InferredType = { kind: 'string' };
const NUMBER: InferredType = { kind: 'number' };
const BOOLEAN: InferredType = { kind: 'boolean' };
const ENTRY: InferredType = { kind: 'entry', key: STRING, value: null };
const MOST_STEPS = 12;

/** String methods with their result types. */
const OF_STRING: Readonly<Record<string, InferredType>> = {
  ...fill(STRING, 'trim trimStart trimEnd toLowerCase toUpperCase slice substring substr charAt'),
  ...fill(STRING, 'padStart padEnd repeat replace replaceAll normalize concat toString'),
  ...fill(NUMBER, 'indexOf lastIndexOf charCodeAt localeCompare search'),
  ...fill(BOOLEAN, 'includes startsWith endsWith'),
  split: { ...UNKNOWN_ARRAY, element: STRING, isDense: true },
};
const OF_NUMBER: Readonly<Record<string, InferredType>> = fill(
  STRING,
  'toFixed toString toPrecision',
);
/** Array methods that return an array of the same elements. */
const SAME_ARRAY = /^(?:filter|slice|toSorted|toReversed|sort|reverse|concat)$/u;

function fill(shape: InferredType, names: string): Record<string, InferredType> {
  return Object.fromEntries(names.split(' ').map((name) => [name, shape]));
}

/** Inferred types of values, as far as one file shows them. */
export interface TypeInference {
  /** Returns the type of a node; null if it is unknown. */
  readonly of: (node: SgNode) => InferredType | null;
  readonly isString: (node: SgNode) => boolean;
  readonly arrayOf: (node: SgNode) => ArrayType | null;
}

export function createTypeInference(file: TypeFile, bindings: Bindings): TypeInference {
  const of = (node: SgNode, steps = 0): InferredType | null => {
    if (steps > MOST_STEPS) return null;
    const kind = kindOf(node);
    if (kind === 'as_expression') return null;
    const inner = bare(node);
    const next = (child: SgNode | null): InferredType | null =>
      child === null ? null : of(child, steps + 1);
    const literal = literalShape(inner, next);
    if (literal !== null) return literal;
    if (kindOf(inner) === 'identifier') return ofName(inner);
    if (kindOf(inner) === 'member_expression') return ofMember(inner, next);
    if (kindOf(inner) === 'subscript_expression') return null;
    if (kindOf(inner) === 'call_expression') return ofCall(inner, bindings, next);
    return kindOf(inner) === 'new_expression' ? ofNew(inner, bindings, next) : null;
  };
  const shapeOf = (node: SgNode) => of(node);
  const given = createArgumentTypeLookup(bindings, shapeOf);
  const known = new Map<number, InferredType | null>();
  let depth = 0;
  const ofName = (node: SgNode): InferredType | null => {
    const binding = bindings.of(node);
    if (binding === null) return null;
    const id = binding.node.id();
    const before = known.get(id);
    if (before !== undefined) return before;
    if (depth > MOST_STEPS) return null;
    // Prevents endless recursion between names that depend on each other.
    known.set(id, null);
    depth += 1;
    const next = (child: SgNode | null) => (child === null ? null : of(child));
    const shape = inferBindingType(binding, { file, bindings, given, next });
    depth -= 1;
    known.set(id, shape);
    return shape;
  };
  return {
    of: shapeOf,
    isString: (node) => shapeOf(node)?.kind === 'string',
    arrayOf: (node) => {
      const shape = shapeOf(node);
      return shape?.kind === 'array' ? shape : null;
    },
  };
}

function literalShape(node: SgNode, next: TypeResolver): InferredType | null {
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

function ofBinary(node: SgNode, next: TypeResolver): InferredType | null {
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

function ofArrayLiteral(node: SgNode, next: TypeResolver): InferredType {
  const parts = partsOf(node);
  const shapes = parts.map((part) => {
    if (kindOf(part) !== 'spread_element') return next(part);
    return elementOfCopy(next(part.child(1)));
  });
  const element = shapes.reduce<InferredType | null>(
    (all, inferredType, index) => (index === 0 ? inferredType : findCommonType(all, inferredType)),
    null,
  );
  const isDense = !hasHole(node);
  return { ...UNKNOWN_ARRAY, element: isDense ? element : null, isDense };
}

/** Elements of a list or Set that is copied: holes become undefined. */
function elementOfCopy(list: InferredType | null): InferredType | null {
  if (list?.kind === 'array') return list.isDense ? list.element : null;
  return list?.kind === 'set' ? list.element : null;
}

/** True if a comma directly follows the bracket or another comma. */
function hasHole(list: SgNode): boolean {
  const marks = list
    .children()
    .map(kindOf)
    .filter((kind) => kind !== 'comment');
  return marks.some((mark, index) => mark === ',' && /^[[,]$/u.test(marks[index - 1] ?? ''));
}

function ofObjectLiteral(node: SgNode, next: TypeResolver): InferredType | null {
  const fields = new Map<string, InferredType | null>();
  for (const namedChild of node.namedChildren()) {
    const key = namedChild.field('key');
    if (kindOf(namedChild) === 'comment') continue;
    if (kindOf(namedChild) !== 'pair' || key === null || kindOf(key) !== 'property_identifier')
      return null;
    // `__proto__` sets the prototype and defines no property.
    if (key.text() === '__proto__') return null;
    fields.set(key.text(), next(namedChild.field('value')));
  }
  return { kind: 'object', fields, isTyped: false };
}

function ofMember(node: SgNode, next: TypeResolver): InferredType | null {
  const name = node.field('property')?.text() ?? '';
  const owner = next(node.field('object'));
  if (owner === null) return null;
  if (owner.kind === 'object') return owner.fields.get(name) ?? null;
  if (name === 'length' && (owner.kind === 'array' || owner.kind === 'string')) return NUMBER;
  return name === 'size' && (owner.kind === 'set' || owner.kind === 'map') ? NUMBER : null;
}

function ofCall(node: SgNode, bindings: Bindings, next: TypeResolver): InferredType | null {
  const callee = node.field('function')?.text() ?? '';
  if (/^(?:String|Number|Boolean)$/u.test(callee) && bindings.isBuiltin(callee)) {
    return callee === 'String' ? STRING : callee === 'Number' ? NUMBER : BOOLEAN;
  }
  const call = methodCallOf(node);
  if (call === null) return null;
  const receiver = call.receiver.text();
  if (receiver === 'Object' && bindings.isBuiltin('Object')) {
    if (call.method === 'keys') return { ...UNKNOWN_ARRAY, element: STRING, isDense: true };
    if (call.method === 'entries') return { ...UNKNOWN_ARRAY, element: ENTRY, isDense: true };
    return call.method === 'values' ? { ...UNKNOWN_ARRAY, isDense: true } : null;
  }
  if (receiver === 'Array' && call.method === 'from' && bindings.isBuiltin('Array')) {
    return ofArrayFrom(call, next);
  }
  if (receiver === 'Math' && bindings.isBuiltin('Math')) return NUMBER;
  if (receiver === 'Date' && call.method === 'now' && bindings.isBuiltin('Date')) return NUMBER;
  return ofMethod(call, next);
}

function ofArrayFrom({ given }: MethodCall, next: TypeResolver): InferredType {
  const [source, mapper] = given;
  const element = mapper === undefined ? elementOfCopy(next(source ?? null)) : null;
  return { ...UNKNOWN_ARRAY, element, isDense: true };
}

function ofMethod(
  { receiver, method, given }: MethodCall,
  next: TypeResolver,
): InferredType | null {
  const owner = next(receiver);
  if (owner?.kind === 'string')
    return Object.hasOwn(OF_STRING, method) ? (OF_STRING[method] ?? null) : null;
  if (owner?.kind === 'number')
    return Object.hasOwn(OF_NUMBER, method) ? (OF_NUMBER[method] ?? null) : null;
  if (owner?.kind === 'regexp') return method === 'test' ? BOOLEAN : null;
  return owner?.kind === 'array' ? ofArrayMethod(owner, method, given, next) : null;
}

function ofArrayMethod(
  owner: ArrayType,
  method: string,
  given: readonly SgNode[],
  next: TypeResolver,
): InferredType | null {
  if (method === 'concat') {
    const lists = given.map((argument) => next(argument));
    const isPlain = lists.every((list) => list?.kind === 'array' && list.isDense);
    return { ...UNKNOWN_ARRAY, isDense: owner.isDense && isPlain };
  }
  if (SAME_ARRAY.test(method)) {
    // Callbacks get access to the elements.
    const element = isMutableType(owner.element) ? null : owner.element;
    const isItself = method === 'sort' || method === 'reverse';
    // A sorted or reversed copy has undefined in place of holes.
    const isFilled = /^to(?:Sorted|Reversed)$/u.test(method);
    return {
      ...owner,
      element: isFilled && !owner.isDense ? null : element,
      isDense: owner.isDense || method === 'filter' || isFilled,
      isTyped: owner.isTyped && isItself,
    };
  }
  if (method === 'map') {
    const [callback] = given;
    const isAsync = callback?.children().some((child) => kindOf(child) === 'async') === true;
    const body = isAsync ? null : (callback?.field('body') ?? null);
    const isValue = body !== null && kindOf(body) !== 'statement_block';
    const element = isValue && kindOf(callback ?? body) === 'arrow_function' ? next(body) : null;
    return { ...UNKNOWN_ARRAY, element, isDense: owner.isDense };
  }
  if (method === 'join') return STRING;
  if (method === 'includes' || method === 'some' || method === 'every') return BOOLEAN;
  return method === 'indexOf' || method === 'findIndex' ? NUMBER : null;
}

function ofNew(node: SgNode, bindings: Bindings, next: TypeResolver): InferredType | null {
  const maker = node.field('constructor')?.text() ?? '';
  if (!bindings.isBuiltin(maker)) return null;
  if (maker === 'RegExp') return { kind: 'regexp' };
  if (maker !== 'Set' && maker !== 'Map') return null;
  const given = node.field('arguments')?.namedChildren()[0];
  const list = maker === 'Set' && given !== undefined ? next(given) : null;
  return {
    kind: maker === 'Set' ? 'set' : 'map',
    element: list?.kind === 'array' ? list.element : null,
    isTyped: false,
  };
}
