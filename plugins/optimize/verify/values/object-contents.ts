import {
  type EncodedValue,
  isHole,
  isReference,
  type ObjectKind,
  type ObjectState,
  type ObjectStates,
} from './encoded-value.ts';

/** Position of a value in an object; `key` and `entry` are the two sides of an entry of a map. */
export interface ContentPosition {
  readonly kind: 'property' | 'item' | 'key' | 'entry';
  readonly index: number;
}

type ChangeContent = (value: EncodedValue, position: ContentPosition) => EncodedValue;

/** Returns an object with changed items, entries and properties; holes and accessors stay. */
export function mapContents(state: ObjectState, change: ChangeContent): ObjectState {
  const shape = mapShape(state.shape, change);
  const properties = state.properties.map((property, index) =>
    property.get === undefined
      ? { ...property, value: change(property.value, { kind: 'property', index }) }
      : property,
  );
  return { ...state, shape, properties };
}

function mapShape(shape: ObjectKind, change: ChangeContent): ObjectKind {
  const item = (value: EncodedValue, index: number) => change(value, { kind: 'item', index });
  switch (shape.kind) {
    case 'array':
      return {
        ...shape,
        items: shape.items.map((value, index) => (isHole(value) ? value : item(value, index))),
      };
    case 'set':
      return { ...shape, items: shape.items.map(item) };
    case 'map': {
      const entries = shape.entries.map(
        ([key, value], index) =>
          [change(key, { kind: 'key', index }), change(value, { kind: 'entry', index })] as const,
      );
      return { ...shape, entries };
    }
    default:
      return shape;
  }
}

export interface Content {
  readonly value: EncodedValue;
  readonly position: ContentPosition;
}

/** Lists items and entries, then properties. */
export function listContents(state: ObjectState): readonly Content[] {
  const contents: Content[] = [];
  mapContents(state, (value, position) => {
    contents.push({ value, position });
    return value;
  });
  return contents;
}

/** Returns an object with another value in one position. */
export function replaceContent(
  state: ObjectState,
  { kind, index }: ContentPosition,
  replacement: EncodedValue,
): ObjectState {
  return mapContents(state, (value, position) =>
    position.kind === kind && position.index === index ? replacement : value,
  );
}

/** Returns the values that an object refers to directly, accessors included. */
export function listReferences(state: ObjectState): readonly EncodedValue[] {
  const { shape, properties } = state;
  if (shape.kind === 'promise' && shape.outcome !== undefined) {
    return [shape.outcome.type === 'resolved' ? shape.outcome.value : shape.outcome.error];
  }
  if (shape.kind === 'bytes') {
    return shape.buffer === undefined ? [] : [{ is: 'object', id: shape.buffer.id }];
  }
  const accessors = properties.flatMap(({ get, set }) => [get ?? null, set ?? null]);
  return [...listContents(state).map(({ value }) => value), ...accessors];
}

/** Returns the prototype of an object that is recorded like any other, if it has such a one. */
export function listPrototype({ shape }: ObjectState): readonly EncodedValue[] {
  const prototype = 'prototype' in shape ? shape.prototype : undefined;
  return prototype?.of === 'object' ? [{ is: 'object', id: prototype.id }] : [];
}

/** States of all objects that values lead to, each once. */
export function collectReachableStates(
  values: readonly EncodedValue[],
  states: ObjectStates,
): readonly ObjectState[] {
  const found = new Map<number, ObjectState>();
  const waiting = [...values];
  for (let value = waiting.pop(); value !== undefined; value = waiting.pop()) {
    if (!isReference(value) || found.has(value.id)) continue;
    const state = states.get(value.id);
    if (state === undefined) continue;
    found.set(value.id, state);
    waiting.push(...listReferences(state), ...listPrototype(state));
  }
  return [...found.values()];
}
