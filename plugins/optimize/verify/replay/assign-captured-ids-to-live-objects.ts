import {
  type EncodedProperty,
  type EncodedValue,
  isHole,
  isReference,
  type ObjectState,
  type ObjectStates,
} from '../values/encoded-value.ts';
import { inspectUntracked } from './placeholder-for-unrecreatable-object.ts';
import type { LiveObjects } from './recreate-captured-objects.ts';

type Pair = readonly [EncodedValue, unknown];

/**
 * Walks captured and live values in parallel, and gives live objects the ids of the captured
 * objects, so that later calls find them. It stops where the two differ.
 */
export function bindCapturedIds(
  objects: LiveObjects,
  pairs: readonly Pair[],
  states: ObjectStates,
): void {
  inspectUntracked(() => {
    const seen = new Set<number>();
    const queue = [...pairs];
    for (let pair = queue.pop(); pair !== undefined; pair = queue.pop()) {
      const [value, live] = pair;
      if (!isReference(value) || !isObject(live) || seen.has(value.id)) continue;
      seen.add(value.id);
      if (!objects.has(value.id)) objects.bind(value.id, live);
      const state = states.get(value.id);
      if (state !== undefined)
        queue.push(...pairContents(state, live), ...pairPrototypes(state, live));
    }
  });
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Pairs the prototype of a class that is not exported, so that callers' instances get its methods. */
function pairPrototypes({ shape }: ObjectState, live: object): readonly Pair[] {
  const prototype = 'prototype' in shape ? shape.prototype : undefined;
  if (prototype?.of !== 'object') return [];
  return [[{ is: 'object', id: prototype.id }, Object.getPrototypeOf(live)]];
}

function pairContents({ shape, properties }: ObjectState, live: object): readonly Pair[] {
  try {
    const pairs = properties.flatMap(({ key, value, get, set }): Pair[] => {
      if (typeof key !== 'string') return [];
      const own = Object.getOwnPropertyDescriptor(live, key);
      if (own === undefined) return [];
      if (get === undefined) return [[value, own.value]];
      return [
        [get, own.get],
        [set ?? null, own.set],
      ];
    });
    if (shape.kind === 'array' && Array.isArray(live)) {
      shape.items.forEach((item, index) => {
        if (!isHole(item)) pairs.push([item, live[index]]);
      });
    }
    if (shape.kind === 'set' && live instanceof Set) {
      const items = [...live] as readonly unknown[];
      pairs.push(...shape.items.map((item, index) => [item, items[index]] as const));
    }
    if (shape.kind === 'map' && live instanceof Map) {
      const entries = [...live] as readonly (readonly [unknown, unknown])[];
      shape.entries.forEach(([key, value], index) => {
        const entry = entries[index];
        if (entry !== undefined) pairs.push([key, entry[0]], [value, entry[1]]);
      });
    }
    return pairs;
  } catch {
    return [];
  }
}

/**
 * Repeats, on the live objects, fields that callers set on objects of the module between two calls,
 * such as `parser.onText = …`. Changes by the module itself stay as the module left them.
 *
 * @param lastState - Returns the state of an object that was recorded before.
 * @param states - States recorded as the next call begins.
 */
export function applyCallerWrites(
  lastState: (id: number) => ObjectState | undefined,
  states: readonly ObjectState[],
  objects: LiveObjects,
): void {
  for (const state of states) {
    const known = lastState(state.id);
    const live = objects.get(state.id);
    if (known === undefined || live === undefined || known === state) continue;
    const old = propertiesByKey(known.properties);
    const now = propertiesByKey(state.properties);
    for (const [key, { value, get }] of now) {
      const isSet = get === undefined && !isSame(old.get(key)?.value, value);
      if (isSet) Reflect.set(live, key, objects.decode(value));
    }
    for (const key of old.keys()) if (!now.has(key)) Reflect.deleteProperty(live, key);
  }
}

function propertiesByKey(
  properties: readonly EncodedProperty[],
): ReadonlyMap<string, EncodedProperty> {
  return new Map(
    properties.flatMap((property) =>
      typeof property.key === 'string' ? [[property.key, property] as const] : [],
    ),
  );
}

function isSame(value: unknown, other: unknown): boolean {
  return value === other || JSON.stringify(value) === JSON.stringify(other);
}
