import type { EncodedValue, ObjectState } from './encoded-value.ts';
import type { Snapshot } from './value-snapshot-recorder.ts';

/**
 * Returns a snapshot of captured values in which objects are numbered as they are found, so that it
 * can be compared with a snapshot of live values. Facts known only to the recorder, such as the
 * outcome of a promise, are left out.
 *
 * @param named - Translates the path by which the recorder knew an export to the path used there.
 */
export function canonicalizeValues(
  values: readonly EncodedValue[],
  states: ReadonlyMap<number, ObjectState>,
  named: (path: readonly string[]) => readonly string[] = (path) => path,
): Snapshot {
  const numbers = new Map<number, number>();
  const waiting: number[] = [];
  const number = (id: number, isObject: boolean): number => {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    numbers.set(id, numbers.size + 1);
    if (isObject) waiting.push(id);
    return numbers.size;
  };
  const rewrite = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map(rewrite);
    const inner = part as Part;
    if (inner.path !== undefined) return { ...inner, path: named(inner.path) };
    return rewriteObject(inner, number, rewrite);
  };
  const roots = rewrite(values) as EncodedValue[];
  const objects: ObjectState[] = [];
  for (const id of waiting) {
    const state = states.get(id);
    if (state === undefined) continue;
    const { id: _, ...rest } = state;
    objects.push({ id: number(id, true), ...(rewrite(rest) as Omit<ObjectState, 'id'>) });
  }
  return { values: roots, objects };
}

interface Part {
  readonly is?: unknown;
  readonly of?: unknown;
  readonly kind?: unknown;
  readonly id?: number;
  /** Path of an export, or of the export whose `prototype` is meant. */
  readonly path?: readonly string[];
  readonly [key: string]: unknown;
}

function rewriteObject(
  part: Part,
  number: (id: number, isObject: boolean) => number,
  rewrite: (part: unknown) => unknown,
): unknown {
  if (part.is === 'object' && part.id !== undefined) return { ...part, id: number(part.id, true) };
  if (part.is === 'symbol') {
    return part.id === undefined ? part : { ...part, id: number(part.id, false) };
  }
  // Prototypes are compared by name only.
  if (part.of === 'object') return { ...part, id: 0 };
  if (part.kind === 'promise') return { kind: 'promise' };
  const { offset } = part;
  if (part.id !== undefined && offset !== undefined) return { ...part, id: number(part.id, true) };
  return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, rewrite(inner)]));
}
