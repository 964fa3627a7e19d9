import type { EncodedValue, ObjectState, ObjectStates } from './encoded-value.ts';
import type { Snapshot } from './value-snapshot-recorder.ts';

/**
 * Returns a snapshot of captured values in which objects are numbered as they are found, so that it
 * can be compared with a snapshot of live values. Facts known only to the recorder, such as the
 * outcome of a promise, are left out.
 *
 * @param translatePath - Translates the path by which the recorder knew an export to the path that
 * the live snapshot uses.
 */
export function canonicalizeValues(
  values: readonly EncodedValue[],
  states: ObjectStates,
  translatePath: (path: readonly string[]) => readonly string[] = (path) => path,
): Snapshot {
  const numbers = new Map<number, number>();
  const queue: number[] = [];
  const numberOf = (id: number, isObject: boolean): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size + 1);
    if (isObject) queue.push(id);
    return numbers.size;
  };
  /** Copies encoded data with new ids of objects and symbols. */
  const rewrite = (node: unknown): unknown => {
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map(rewrite);
    const encoded = node as EncodedNode;
    if (encoded.path !== undefined) return { ...encoded, path: translatePath(encoded.path) };
    return rewriteObject(encoded, numberOf, rewrite);
  };
  const roots = rewrite(values) as EncodedValue[];
  const objects: ObjectState[] = [];
  for (const id of queue) {
    const state = states.get(id);
    if (state === undefined) continue;
    const { id: _, ...rest } = state;
    objects.push({ id: numberOf(id, true), ...(rewrite(rest) as Omit<ObjectState, 'id'>) });
  }
  return { values: roots, objects };
}

/** Any object within encoded data; which keys it has tells what it is. */
interface EncodedNode {
  readonly is?: unknown;
  readonly of?: unknown;
  readonly kind?: unknown;
  readonly id?: number;
  /** Path of an export, or of the export whose `prototype` is meant. */
  readonly path?: readonly string[];
  readonly [key: string]: unknown;
}

function rewriteObject(
  node: EncodedNode,
  numberOf: (id: number, isObject: boolean) => number,
  rewrite: (node: unknown) => unknown,
): unknown {
  if (node.is === 'object' && node.id !== undefined)
    return { ...node, id: numberOf(node.id, true) };
  if (node.is === 'symbol') {
    return node.id === undefined ? node : { ...node, id: numberOf(node.id, false) };
  }
  // Prototypes are compared by name only.
  if (node.of === 'object') return { ...node, id: 0 };
  if (node.kind === 'promise') return { kind: 'promise' };
  const { offset } = node;
  // The memory of a view.
  if (node.id !== undefined && offset !== undefined)
    return { ...node, id: numberOf(node.id, true) };
  return Object.fromEntries(Object.entries(node).map(([key, inner]) => [key, rewrite(inner)]));
}
