import type { SgNode } from '@ast-grep/napi';

/** What the text proves of a value. What a type or JSDoc says is believed: an `any` says nothing. */
export type Shape =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'regexp' }
  /** `dense`: without holes. An array whose type has no `undefined` in it is. */
  | { readonly kind: 'array'; readonly element: Shape | null; readonly isDense: boolean }
  | { readonly kind: 'set' | 'map'; readonly element: Shape | null }
  /** `[key, value]`, as `Object.entries` gives. */
  | { readonly kind: 'entry'; readonly key: Shape | null; readonly value: Shape | null }
  /** Never null; fields that are always there. */
  | { readonly kind: 'object'; readonly fields: ReadonlyMap<string, Shape | null> };

/** The shape of another node, a step further. */
export type Next = (node: SgNode | null) => Shape | null;
