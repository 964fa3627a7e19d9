import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  type Bindings,
  bare,
  kindOf,
  methodCallOf,
  nodesOf,
  operatorOf,
} from '../../../analysis/index.ts';

/** Type of a value that its file declares or shows; declared types are trusted. */
export type KnownType =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'set' | 'map' }
  /** `element` is known only where a declared type states it. */
  | { readonly kind: 'array'; readonly element: KnownType | null }
  /** `fields` are those that are always there. */
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, KnownType | null> };

/** Types of the values of a file; null where the file does not show the type. */
export interface KnownTypes {
  readonly of: (node: SgNode) => KnownType | null;
  readonly isString: (node: SgNode) => boolean;
}

type NextType = (node: SgNode | null | undefined) => KnownType | null;

const MOST_STEPS = 12;
const LIST: KnownType = { kind: 'array', element: null };
const TEXT: KnownType = { kind: 'string' };
const TO_TEXT =
  /^(?:trim|trimStart|trimEnd|toLowerCase|toUpperCase|slice|substring|charAt|padStart|padEnd|repeat|replace|replaceAll|concat)$/u;
const TO_LIST =
  /^(?:map|filter|slice|concat|toSorted|toReversed|sort|reverse|flatMap|flat|keys|values|entries|from)$/u;
const VISITING = /^(?:map|filter|find|findIndex|findLast|some|every|forEach|flatMap)$/u;

/** Types of a file's values, by their annotations and by literals that are assigned once. */
export function createKnownTypes(root: SgNode, bindings: Bindings): KnownTypes {
  const typeAt = (node: SgNode, steps: number): KnownType | null => {
    if (steps > MOST_STEPS || kindOf(node) === 'as_expression') return null;
    const next: NextType = (other) => (other == null ? null : typeAt(other, steps + 1));
    const inner = bare(node);
    const kind = kindOf(inner);
    if (kind === 'string' || kind === 'template_string') return TEXT;
    if (kind === 'number') return inner.text().endsWith('n') ? null : { kind: 'number' };
    if (kind === 'true' || kind === 'false') return { kind: 'boolean' };
    if (kind === 'array') return LIST;
    if (kind === 'identifier') {
      const binding = bindings.of(inner);
      return binding === null ? null : typeOfName(binding, next);
    }
    if (kind === 'member_expression') return typeOfMember(inner, next);
    if (kind === 'new_expression') return typeOfNew(inner, bindings);
    return kind === 'call_expression' ? typeOfCall(inner, bindings, next) : null;
  };
  const typeOfName = (binding: Binding, next: NextType): KnownType | null => {
    const { declaration, isPart, kind, writes } = binding;
    const annotation = declaration.field('type');
    if (isPart) return null;
    if (annotation !== null) {
      const isOptional = kindOf(declaration) === 'optional_parameter';
      return isOptional ? null : declaredType(annotation, { root, bindings });
    }
    if (writes.length > 0) return null;
    if (kind === 'parameter') return typeOfElementGiven(declaration, next);
    if (kind !== 'const') return null;
    return kindOf(declaration) === 'for_in_statement'
      ? typeOfElementVisited(declaration, next)
      : next(declaration.field('value'));
  };
  const of = (node: SgNode): KnownType | null => typeAt(node, 0);
  return { of, isString: (node) => of(node)?.kind === 'string' };
}

/** Type of the variable of a `for … of` or `for … in`. */
function typeOfElementVisited(loop: SgNode, next: NextType): KnownType | null {
  if (operatorOf(loop) === 'in') return TEXT;
  const isAwaited = loop.children().some((child) => kindOf(child) === 'await');
  const list = next(loop.field('right'));
  return list?.kind === 'array' && !isAwaited ? list.element : null;
}

/** Type of the first parameter of an arrow function that a list's method calls for each element. */
function typeOfElementGiven(declaration: SgNode, next: NextType): KnownType | null {
  const isAlone = kindOf(declaration) === 'arrow_function';
  const callback = isAlone ? declaration : declaration.parent()?.parent();
  if (callback == null || kindOf(callback) !== 'arrow_function') return null;
  const [first] = callback.field('parameters')?.namedChildren() ?? [declaration];
  const call = callback.parent()?.parent();
  const visit = call == null ? null : methodCallOf(call);
  if (first?.id() !== declaration.id() || visit?.given[0]?.id() !== callback.id()) return null;
  const list = VISITING.test(visit.method) ? next(visit.receiver) : null;
  return list?.kind === 'array' ? list.element : null;
}

function typeOfMember(node: SgNode, next: NextType): KnownType | null {
  const owner = next(node.field('object'));
  const name = node.field('property')?.text() ?? '';
  if (owner?.kind === 'object') return owner.fields.get(name) ?? null;
  const isLength = name === 'length' && (owner?.kind === 'array' || owner?.kind === 'string');
  const isSize = name === 'size' && (owner?.kind === 'set' || owner?.kind === 'map');
  return isLength || isSize ? { kind: 'number' } : null;
}

function typeOfNew(node: SgNode, bindings: Bindings): KnownType | null {
  const maker = node.field('constructor')?.text() ?? '';
  if (!bindings.isBuiltin(maker)) return null;
  return maker === 'Set' ? { kind: 'set' } : maker === 'Map' ? { kind: 'map' } : null;
}

function typeOfCall(node: SgNode, bindings: Bindings, next: NextType): KnownType | null {
  const isString = node.field('function')?.text() === 'String' && bindings.isBuiltin('String');
  const call = methodCallOf(node);
  if (isString || call === null) return isString ? TEXT : null;
  const owner = call.receiver.text();
  if (/^(?:Object|Array)$/u.test(owner) && bindings.isBuiltin(owner)) {
    return /^(?:keys|values|entries|from)$/u.test(call.method) ? LIST : null;
  }
  const receiver = next(call.receiver)?.kind;
  if (receiver === 'string') {
    return TO_TEXT.test(call.method) ? TEXT : call.method === 'split' ? LIST : null;
  }
  if (receiver !== 'array') return null;
  return call.method === 'join' ? TEXT : TO_LIST.test(call.method) ? LIST : null;
}

interface TypeFile {
  readonly root: SgNode;
  readonly bindings: Bindings;
}

/** Reads a type as it is written; types of other files are unknown. */
function declaredType(type: SgNode, file: TypeFile, depth = 0): KnownType | null {
  if (depth > MOST_STEPS) return null;
  const next: NextType = (other) => (other == null ? null : declaredType(other, file, depth + 1));
  const [first, ...others] = type.namedChildren();
  switch (kindOf(type)) {
    case 'type_annotation':
    case 'parenthesized_type':
    case 'readonly_type':
      return next(first);
    case 'predefined_type':
      return plainType(type.text());
    case 'literal_type':
      return plainType(
        first === undefined ? '' : kindOf(first).replace(/^(?:true|false)$/u, 'boolean'),
      );
    case 'array_type':
      return { kind: 'array', element: next(first) };
    case 'union_type': {
      const known = next(first);
      const isPlain = known !== null && plainType(known.kind) !== null;
      return isPlain && others.every((other) => next(other)?.kind === known.kind) ? known : null;
    }
    case 'object_type':
    case 'interface_body':
      return { kind: 'object', fields: fieldsOf(type, next) };
    case 'generic_type':
      return genericType(type, file, next);
    case 'type_identifier': {
      const [only, ...more] = declarationsOf(type.text(), file);
      const isPlain = more.length === 0 && only?.field('type_parameters') === null;
      return isPlain ? next(only.field('value') ?? only.field('body')) : null;
    }
    default:
      return null;
  }
}

function plainType(word: string): KnownType | null {
  return word === 'string' || word === 'number' || word === 'boolean' ? { kind: word } : null;
}

function fieldsOf(type: SgNode, next: NextType): ReadonlyMap<string, KnownType | null> {
  const fields = new Map<string, KnownType | null>();
  for (const part of type.namedChildren()) {
    const name = part.field('name');
    const isOptional = part.children().some((child) => child.text() === '?');
    if (kindOf(part) === 'property_signature' && name !== null && !isOptional) {
      fields.set(name.text(), next(part.field('type')));
    }
  }
  return fields;
}

function genericType(type: SgNode, file: TypeFile, next: NextType): KnownType | null {
  const name = type.field('name')?.text() ?? '';
  if (!file.bindings.isBuiltin(name) || declarationsOf(name, file).length > 0) return null;
  const [, builtin] = /^(?:Readonly)?(Array|Set|Map)$/u.exec(name) ?? [];
  if (builtin === 'Array') {
    return { kind: 'array', element: next(type.field('type_arguments')?.namedChildren()[0]) };
  }
  return builtin === 'Set' ? { kind: 'set' } : builtin === 'Map' ? { kind: 'map' } : null;
}

function declarationsOf(name: string, { root }: TypeFile): readonly SgNode[] {
  return nodesOf(
    root,
    'interface_declaration',
    'type_alias_declaration',
    'class_declaration',
    'type_parameter',
    'enum_declaration',
    'import_specifier',
  ).filter((node) => (node.field('alias') ?? node.field('name'))?.text() === name);
}
