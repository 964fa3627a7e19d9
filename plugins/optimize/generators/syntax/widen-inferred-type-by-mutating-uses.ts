import type { SgNode } from '@ast-grep/napi';
import { type Bindings, kindOf, methodCallOf, wrapped } from '../../../analysis/index.ts';
import {
  type ArrayType,
  type InferredType,
  isMutableType,
  type ObjectType,
  UNKNOWN_ARRAY,
} from './inferred-type.ts';
import { isReadOnlyUse, listParameters } from './is-read-only-list-use.ts';

/**
 * Returns what still holds of an inferred type after these uses: without a declared type, code that
 * fills a list or receives an object may put other values into it.
 */
export function widenTypeByUse(
  shape: InferredType | null,
  references: readonly SgNode[],
  bindings: Bindings,
): InferredType | null {
  if (shape === null || !isMutableType(shape)) return shape;
  if (shape.kind === 'array') return arrayInUse(shape, references, bindings);
  if (shape.kind === 'set' || shape.kind === 'map') return { ...shape, element: null };
  if (shape.kind !== 'object') return null;
  const fields = new Map([...shape.fields].map(([name, field]) => [name, fieldInUse(field)]));
  const kept: ObjectType = { ...shape, fields };
  return references.every((reference) => isFieldRead(reference, kept, bindings)) ? kept : null;
}

function arrayInUse(
  shape: ArrayType,
  references: readonly SgNode[],
  bindings: Bindings,
): ArrayType {
  if (!references.every((reference) => isReadOnlyUse(reference, { bindings })))
    return UNKNOWN_ARRAY;
  const isKept =
    shape.element?.kind === 'entry' ? references.every(takesApart) : !isMutableType(shape.element);
  return isKept ? shape : { ...shape, element: null };
}

/** Fields of fields, and elements that can change, are not followed. */
function fieldInUse(shape: InferredType | null): InferredType | null {
  if (!isMutableType(shape)) return shape;
  if (shape?.kind !== 'array') return null;
  return isMutableType(shape.element) ? { ...shape, element: null } : shape;
}

/** True if an object's use only reads a field and, if that is a list, only reads the list. */
function isFieldRead(use: SgNode, { fields }: ObjectType, bindings: Bindings): boolean {
  const member = use.parent();
  if (member === null || kindOf(member) !== 'member_expression') return false;
  if (member.field('object')?.id() !== use.id()) return false;
  const field = fields.get(member.field('property')?.text() ?? '') ?? null;
  if (field === null) return false;
  const whole = wrapped(member);
  if (isMutableType(field)) return isReadOnlyUse(whole, { bindings });
  const parent = whole.parent();
  if (parent === null) return false;
  const isTarget =
    kindOf(parent).endsWith('assignment_expression') && parent.field('left')?.id() === whole.id();
  // In `object.field.method()` the field is `this` and immutable here, so only a direct call
  // counts.
  const isCalled =
    kindOf(parent) === 'call_expression' && parent.field('function')?.id() === whole.id();
  const isChanged =
    /^update_expression$|pattern/u.test(kindOf(parent)) ||
    (kindOf(parent) === 'unary_expression' && parent.text().startsWith('delete'));
  const isLoopVariable =
    kindOf(parent) === 'for_in_statement' && parent.field('left')?.id() === whole.id();
  return !(isTarget || isCalled || isChanged || isLoopVariable);
}

/** True if a use of a list of entries never binds a whole entry to a name. */
function takesApart(use: SgNode): boolean {
  const parent = use.parent();
  if (parent === null) return false;
  if (kindOf(parent) === 'for_in_statement') return isPattern(parent.field('left'));
  if (kindOf(parent) !== 'member_expression') return false;
  if (parent.field('property')?.text() === 'length') return true;
  const call = parent.parent();
  const found = call === null ? null : methodCallOf(call);
  const [callback] = found?.given ?? [];
  if (found === null || callback === undefined) return false;
  const names = listParameters(callback);
  const element = /^reduce(?:Right)?$/u.test(found.method) ? names[1] : names[0];
  const isVisit = /^(?:map|forEach|some|every|flatMap|reduce)$/u.test(found.method);
  return isVisit && (element === undefined || isPattern(element));
}

function isPattern(node: SgNode | null): boolean {
  return node !== null && kindOf(node) === 'array_pattern';
}
