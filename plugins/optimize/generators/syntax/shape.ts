import type { SgNode } from '@ast-grep/napi';

/**
 * What the text proves of a value. What a type or JSDoc says is believed: an `any` says nothing. What
 * can change in place has `isTyped`: a type keeps it from becoming something else, whoever holds it.
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

/** What who gets hold of the value can turn into something else. */
export function isMutable(shape: Shape | null): boolean {
  if (shape === null) return false;
  return shape.kind === 'entry' || ('isTyped' in shape && !shape.isTyped);
}

/** What holds of either. */
export function both(one: Shape | null, other: Shape | null): Shape | null {
  if (one === null || one.kind !== other?.kind) return null;
  if (one.kind === 'array' && other.kind === 'array') {
    return {
      kind: 'array',
      element: both(one.element, other.element),
      isDense: one.isDense && other.isDense,
      isTyped: one.isTyped && other.isTyped,
    };
  }
  if ((one.kind === 'set' || one.kind === 'map') && other.kind === one.kind) {
    const element = both(one.element, other.element);
    return { kind: one.kind, element, isTyped: one.isTyped && other.isTyped };
  }
  if (one.kind === 'entry' && other.kind === 'entry') {
    return { kind: 'entry', key: both(one.key, other.key), value: both(one.value, other.value) };
  }
  if (one.kind === 'object' && other.kind === 'object') {
    const fields = [...one.fields].flatMap(([name, shape]) =>
      other.fields.has(name) ? [[name, both(shape, other.fields.get(name) ?? null)] as const] : [],
    );
    return { kind: 'object', fields: new Map(fields), isTyped: one.isTyped && other.isTyped };
  }
  return one;
}
