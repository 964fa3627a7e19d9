import type { SgNode } from '@ast-grep/napi';

/**
 * Inferred type of a value, as far as the source proves it. Declared types and JSDoc are trusted;
 * an `any` says nothing. Values that can change in place have `isTyped`: a declared type keeps them
 * from becoming something else, whoever has access.
 */
export type InferredType =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'regexp' }
  | ArrayType
  | {
      readonly kind: 'set' | 'map';
      readonly element: InferredType | null;
      readonly isTyped: boolean;
    }
  /** `[key, value]` as in `Object.entries`; never declared by a type. */
  | {
      readonly kind: 'entry';
      readonly key: InferredType | null;
      readonly value: InferredType | null;
    }
  | ObjectType;

/** Array type. `isDense` means without holes, as in any array whose type excludes `undefined`. */
export interface ArrayType {
  readonly kind: 'array';
  readonly element: InferredType | null;
  readonly isDense: boolean;
  readonly isTyped: boolean;
}

/** Never null; fields that are always there. */
export interface ObjectType {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, InferredType | null>;
  readonly isTyped: boolean;
}

/** Infers the type of another node, one step further. */
export type TypeResolver = (node: SgNode | null) => InferredType | null;

/** Array about which nothing else is known. */
export const UNKNOWN_ARRAY: ArrayType = {
  kind: 'array',
  element: null,
  isDense: false,
  isTyped: false,
};

/** True if other code with access to the value can turn it into something else. */
export function isMutableType(shape: InferredType | null): boolean {
  if (shape === null) return false;
  return shape.kind === 'entry' || ('isTyped' in shape && !shape.isTyped);
}

/** Returns what two inferred types have in common. */
export function findCommonType(
  inferredType: InferredType | null,
  other: InferredType | null,
): InferredType | null {
  if (inferredType === null || inferredType.kind !== other?.kind) return null;
  if (inferredType.kind === 'array' && other.kind === 'array') {
    return {
      kind: 'array',
      element: findCommonType(inferredType.element, other.element),
      isDense: inferredType.isDense && other.isDense,
      isTyped: inferredType.isTyped && other.isTyped,
    };
  }
  if (
    (inferredType.kind === 'set' || inferredType.kind === 'map') &&
    other.kind === inferredType.kind
  ) {
    const element = findCommonType(inferredType.element, other.element);
    return { kind: inferredType.kind, element, isTyped: inferredType.isTyped && other.isTyped };
  }
  if (inferredType.kind === 'entry' && other.kind === 'entry') {
    return {
      kind: 'entry',
      key: findCommonType(inferredType.key, other.key),
      value: findCommonType(inferredType.value, other.value),
    };
  }
  if (inferredType.kind === 'object' && other.kind === 'object') {
    const fields = [...inferredType.fields].flatMap(([name, shape]) =>
      other.fields.has(name)
        ? [[name, findCommonType(shape, other.fields.get(name) ?? null)] as const]
        : [],
    );
    return {
      kind: 'object',
      fields: new Map(fields),
      isTyped: inferredType.isTyped && other.isTyped,
    };
  }
  return inferredType;
}
