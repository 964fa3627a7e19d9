import type { SgNode } from '@ast-grep/napi';
import { kindOf } from '../../../analysis/index.ts';
import type { TypeFile } from '../codemod.ts';
import {
  type DeclaredType,
  findDeclaredType,
  findImportedType,
  isDeclaredName,
} from './declared-types.ts';
import type { InferredType } from './inferred-type.ts';
import { mayBeUndefined } from './may-be-undefined.ts';

const MOST_DEPTH = 12;

/** Converts a declared type to an inferred type; null if it says nothing useful. */
export function convertDeclaredType(file: TypeFile, type: SgNode, depth = 0): InferredType | null {
  if (depth > MOST_DEPTH) return null;
  const next = (typeNode: SgNode | null | undefined): InferredType | null =>
    typeNode == null ? null : convertDeclaredType(file, typeNode, depth + 1);
  const kind = kindOf(type);
  if (kind === 'type_annotation' || kind === 'parenthesized_type' || kind === 'readonly_type') {
    return next(type.namedChildren()[0]);
  }
  if (kind === 'predefined_type') return ofWord(type.text());
  if (kind === 'literal_type') return ofLiteral(type);
  if (kind === 'array_type') return array(file, type.namedChildren()[0], next);
  if (kind === 'union_type') return ofUnion(type, next);
  if (kind === 'object_type') return ofFields(type, next);
  if (kind === 'generic_type') return ofGeneric(file, type, next);
  if (kind === 'type_identifier') return ofDeclared(findDeclaredType(file, type.text()), depth);
  return kind === 'member_expression'
    ? ofDeclared(findImportedType(file, type.text()), depth)
    : null;
}

type NextType = (type: SgNode | null | undefined) => InferredType | null;

function array(file: TypeFile, element: SgNode | null | undefined, next: NextType): InferredType {
  const isDense = element != null && !mayBeUndefined(file, element);
  return { kind: 'array', element: next(element), isDense, isTyped: true };
}

function ofWord(word: string): InferredType | null {
  return word === 'string' || word === 'number' || word === 'boolean' ? { kind: word } : null;
}

function ofLiteral(type: SgNode): InferredType | null {
  const inner = type.namedChildren()[0];
  if (inner === undefined) return null;
  const kind = kindOf(inner);
  if (kind === 'string') return { kind: 'string' };
  if (kind === 'number') return { kind: 'number' };
  return kind === 'true' || kind === 'false' ? { kind: 'boolean' } : null;
}

function ofUnion(type: SgNode, next: NextType): InferredType | null {
  const shapes = type.namedChildren().map((namedChild) => next(namedChild));
  const [first = null] = shapes;
  const isPlain = first?.kind === 'string' || first?.kind === 'number' || first?.kind === 'boolean';
  return isPlain && shapes.every((inferredType) => inferredType?.kind === first.kind)
    ? first
    : null;
}

function ofFields(type: SgNode, next: NextType): InferredType {
  const fields = new Map<string, InferredType | null>();
  for (const namedChild of type.namedChildren()) {
    const name = namedChild.field('name');
    const isOptional = namedChild.children().some((child) => child.text() === '?');
    if (kindOf(namedChild) !== 'property_signature' || name === null || isOptional) continue;
    fields.set(name.text(), next(namedChild.field('type')));
  }
  return { kind: 'object', fields, isTyped: true };
}

function ofGeneric(file: TypeFile, type: SgNode, next: NextType): InferredType | null {
  const name = type.field('name')?.text() ?? '';
  if (isDeclaredName(file.root, name)) return null;
  const [first] = type.field('type_arguments')?.namedChildren() ?? [];
  if (name === 'Array' || name === 'ReadonlyArray') return array(file, first, next);
  if (name === 'Set' || name === 'ReadonlySet') {
    return { kind: 'set', element: next(first), isTyped: true };
  }
  const isMap = name === 'Map' || name === 'ReadonlyMap';
  return isMap ? { kind: 'map', element: null, isTyped: true } : null;
}

function ofDeclared(found: DeclaredType | null, depth: number): InferredType | null {
  if (found === null) return null;
  return kindOf(found.node) === 'type_annotation'
    ? convertDeclaredType(found.file, found.node, depth + 1)
    : ofDeclaration(found.file, found.node, depth);
}

function ofDeclaration(file: TypeFile, declaration: SgNode, depth: number): InferredType | null {
  if (declaration.field('type_parameters') !== null) return null;
  const next: NextType = (typeNode) =>
    typeNode == null ? null : convertDeclaredType(file, typeNode, depth + 1);
  const kind = kindOf(declaration);
  if (kind === 'type_alias_declaration') return next(declaration.field('value'));
  if (kind !== 'interface_declaration') return null;
  const body = declaration.field('body');
  return body === null ? null : ofFields(body, next);
}
