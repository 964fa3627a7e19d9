import type { SgNode } from '@ast-grep/napi';
import {
  type Binding,
  type Bindings,
  isInside,
  isPrivate,
  isWholeBody,
  kindOf,
  operatorOf,
  partsOf,
  spanOf,
} from '../../../analysis/index.ts';
import type { TypeFile } from '../codemod.ts';
import type { ArgumentTypeLookup } from './argument-type-lookup.ts';
import { convertDeclaredType } from './convert-declared-type.ts';
import { inferParameterType } from './infer-parameter-type.ts';
import {
  type InferredType,
  isMutableType,
  type TypeResolver,
  UNKNOWN_ARRAY,
} from './inferred-type.ts';
import { readVariableType } from './jsdoc-types.ts';
import { widenTypeByUse } from './widen-inferred-type-by-mutating-uses.ts';

/** The pattern that a name is directly in: `[key, value]`, `{ names, all: other }`, `...rest`. */
function patternOf(name: SgNode): SgNode | null {
  const parent = name.parent();
  if (parent === null) return null;
  const pattern = kindOf(parent) === 'pair_pattern' ? parent.parent() : parent;
  const isPattern = pattern !== null && /^(?:array|object|rest)_pattern$/u.test(kindOf(pattern));
  return isPattern ? pattern : null;
}

/** Returns the type of a name in a pattern, from the type of the destructured value. */
function partShape(name: SgNode, pattern: SgNode, whole: InferredType | null): InferredType | null {
  const kind = kindOf(pattern);
  if (kind === 'rest_pattern') {
    return whole?.kind === 'array' ? whole : { ...UNKNOWN_ARRAY, isDense: true };
  }
  if (kind === 'object_pattern') {
    const key = kindOf(name) === 'identifier' ? name.parent()?.field('key') : name;
    const isPlain = key != null && /^(?:shorthand_)?property_identifier/u.test(kindOf(key));
    return isPlain && whole?.kind === 'object' ? (whole.fields.get(key.text()) ?? null) : null;
  }
  if (whole?.kind !== 'entry' || /[[,]\s*,/u.test(pattern.text())) return null;
  const names = partsOf(pattern);
  const place = names.findIndex((part) => part.id() === name.id());
  return place === 0 ? whole.key : place === 1 ? whole.value : null;
}

/** Context from which the type of a name is inferred. */
export interface BindingContext {
  readonly file: TypeFile;
  readonly bindings: Bindings;
  readonly given: ArgumentTypeLookup;
  readonly next: TypeResolver;
}

/** Infers the type that a name has wherever it is used; null if it is unknown. */
export function inferBindingType(binding: Binding, around: BindingContext): InferredType | null {
  const { declaration, isPart } = binding;
  const annotation = declaration.field('type');
  if (annotation !== null && !isPart) return ofAnnotation(binding, annotation, around);
  if (binding.writes.length > 0 || !isThere(binding)) return null;
  const shape = isPart ? ofPart(binding, around) : ofPlace(binding, around);
  if (!isMutableType(shape)) return shape;
  return isPrivate(binding, around.bindings)
    ? widenTypeByUse(shape, binding.references, around.bindings)
    : null;
}

function ofAnnotation(
  { declaration }: Binding,
  annotation: SgNode,
  { file }: BindingContext,
): InferredType | null {
  return kindOf(declaration) === 'optional_parameter'
    ? null
    : convertDeclaredType(file, annotation);
}

/** Infers the type of a value at its declaration, before any use. */
function ofPlace(
  { declaration, kind, node }: Binding,
  around: BindingContext,
): InferredType | null {
  const { file, next } = around;
  if (kind === 'parameter') return inferParameterType({ name: node, declaration }, around);
  if (kindOf(declaration) === 'for_in_statement') return elementOf(declaration, next);
  if (kindOf(declaration) !== 'variable_declarator') return null;
  const documented = readVariableType(declaration);
  return documented === null
    ? next(declaration.field('value'))
    : convertDeclaredType(file, documented);
}

/**
 * True if a name has its value wherever it is used. A `var` is also visible as undefined outside of
 * that; `let` and `const` throw.
 */
function isThere({ kind, declaration, references, scope }: Binding): boolean {
  if (kind !== 'var') return true;
  if (kindOf(declaration) === 'for_in_statement') {
    const body = declaration.field('body');
    return (
      body !== null && references.every((reference) => isInside(spanOf(reference), spanOf(body)))
    );
  }
  const block = declaration.parent()?.parent();
  const { end } = spanOf(declaration);
  return (
    block != null &&
    isWholeBody(block) &&
    references.every(
      (reference) => spanOf(reference).start >= end && !isHoisted(reference, scope.start),
    )
  );
}

/** True if a use is in a function that can be called before the position of the use. */
function isHoisted(use: SgNode, scopeStart: number): boolean {
  return use
    .ancestors()
    .some(
      (ancestor) =>
        kindOf(ancestor).endsWith('function_declaration') && spanOf(ancestor).start > scopeStart,
    );
}

function elementOf(loop: SgNode, next: TypeResolver): InferredType | null {
  const isAwaited = loop.children().some((child) => kindOf(child) === 'await');
  // `in` yields names of properties, whatever the object.
  if (operatorOf(loop) === 'in') return { kind: 'string' };
  const list = next(loop.field('right'));
  return !isAwaited && list?.kind === 'array' && list.isDense ? list.element : null;
}

/** Infers the type of a name in a destructuring pattern. */
function ofPart(
  { node, kind, declaration, scope }: Binding,
  around: BindingContext,
): InferredType | null {
  const pattern = patternOf(node);
  const whole = [declaration, ...DECLARED_AS.map((field) => declaration.field(field))];
  if (pattern === null || !whole.some((child) => child?.id() === pattern.id())) return null;
  // A default value may lack what the type promises.
  if (kindOf(declaration) === 'assignment_pattern') return null;
  const annotation = declaration.field('type');
  const unnamed: Binding = {
    name: '',
    kind,
    node: pattern,
    declaration,
    isPart: false,
    scope,
    references: [],
    writes: [],
  };
  const taken =
    annotation === null ? ofPlace(unnamed, around) : ofAnnotation(unnamed, annotation, around);
  return partShape(node, pattern, taken);
}

/** Fields of a declaration that may contain its name or pattern. */
const DECLARED_AS = ['pattern', 'name', 'left'];
