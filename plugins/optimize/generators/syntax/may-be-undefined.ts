import type { SgNode } from '@ast-grep/napi';
import { kindOf } from '../../../analysis/index.ts';
import type { TypeFile } from '../codemod.ts';
import { findDeclaredType, isDeclaredName } from './declared-types.ts';

const MOST_DEPTH = 12;
const NEVER = /^(?:array|tuple|object|function|constructor|template_literal|literal)_type$/u;
const DECLARED_VALUES = /^(?:interface|class|abstract_class|enum)_declaration$/u;
const GENERICS =
  /^(?:Array|ReadonlyArray|Set|ReadonlySet|Map|ReadonlyMap|Promise|Record|Readonly|Partial|Required|Pick|Omit)$/u;

/**
 * True if a value of a type may be undefined, as the holes of a list are. Types of packages and
 * type parameters are assumed to allow it.
 */
export function mayBeUndefined(file: TypeFile, type: SgNode, depth = 0): boolean {
  if (depth > MOST_DEPTH) return true;
  const kind = kindOf(type);
  const parts = type.namedChildren();
  const next = (node: SgNode): boolean => mayBeUndefined(file, node, depth + 1);
  if (kind === 'predefined_type') return /^(?:any|unknown|void|undefined)$/u.test(type.text());
  if (kind === 'literal_type') return type.text() === 'undefined';
  if (/^(?:union|parenthesized|readonly)_type$|^type_annotation$/u.test(kind)) {
    return parts.some(next);
  }
  if (kind === 'intersection_type') return parts.every(next);
  if (kind === 'generic_type') {
    const name = type.field('name')?.text() ?? '';
    return !GENERICS.test(name) || isDeclaredName(file.root, name);
  }
  return kind === 'type_identifier' ? ofName(file, type.text(), depth) : !NEVER.test(kind);
}

function ofName(file: TypeFile, name: string, depth: number): boolean {
  const found = findDeclaredType(file, name);
  if (found === null) return true;
  const kind = kindOf(found.node);
  if (DECLARED_VALUES.test(kind)) return false;
  const value = kind === 'type_alias_declaration' ? found.node.field('value') : found.node;
  const isKnown = value !== null && kind !== 'type_parameter';
  return !isKnown || mayBeUndefined(found.file, value, depth + 1);
}
