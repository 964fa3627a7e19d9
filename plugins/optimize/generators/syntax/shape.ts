import type { SgNode } from '@ast-grep/napi';

/**
 * Inferred type of a value, as far as the source proves it. Declared types and JSDoc are trusted;
 * an `any` says nothing. Values that can change in place have `isTyped`: a declared type keeps them
 * from becoming something else, whoever has access.
 */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'regexp' }
  | ArrayShape
  | { readonly kind: 'set' | 'map'; readonly element: Shape | null; readonly isTyped: boolean }
  /** `[key, value]`, as `Object.entries` gives; no type says so of it. */
  | { readonly kind: 'entry'; readonly key: Shape | null; readonly value: Shape | null }
  | ObjectShape;

/** `isDense`: without holes. An array whose type has no `undefined` in it is. */
export interface ArrayShape {
  readonly kind: 'array';
  readonly element: Shape | null;
  readonly isDense: boolean;
  readonly isTyped: boolean;
}

/** Never null; fields that are always there. */
export interface ObjectShape {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, Shape | null>;
  readonly isTyped: boolean;
}

/** The shape of another node, a step further. */
export type Next = (node: SgNode | null) => Shape | null;

/** A list of which nothing else is known. */
export const SOME_ARRAY: ArrayShape = {
  kind: 'array',
  element: null,
  isDense: false,
  isTyped: false,
};

/** True if other code with access to the value can turn it into something else. */
export function isMutable(shape: Shape | null): boolean {
  if (shape === null) return false;
  return shape.kind === 'entry' || ('isTyped' in shape && !shape.isTyped);
}

/** Returns what two inferred types have in common. */
export function both(inferredType: Shape | null, other: Shape | null): Shape | null {
  if (inferredType === null || inferredType.kind !== other?.kind) return null;
  if (inferredType.kind === 'array' && other.kind === 'array') {
    return {
      kind: 'array',
      element: both(inferredType.element, other.element),
      isDense: inferredType.isDense && other.isDense,
      isTyped: inferredType.isTyped && other.isTyped,
    };
  }
  if (
    (inferredType.kind === 'set' || inferredType.kind === 'map') &&
    other.kind === inferredType.kind
  ) {
    const element = both(inferredType.element, other.element);
    return { kind: inferredType.kind, element, isTyped: inferredType.isTyped && other.isTyped };
  }
  if (inferredType.kind === 'entry' && other.kind === 'entry') {
    return {
      kind: 'entry',
      key: both(inferredType.key, other.key),
      value: both(inferredType.value, other.value),
    };
  }
  if (inferredType.kind === 'object' && other.kind === 'object') {
    const fields = [...inferredType.fields].flatMap(([name, shape]) =>
      other.fields.has(name) ? [[name, both(shape, other.fields.get(name) ?? null)] as const] : [],
    );
    return {
      kind: 'object',
      fields: new Map(fields),
      isTyped: inferredType.isTyped && other.isTyped,
    };
  }
  return inferredType;
}
