import type { EncodedProperty, ObjectState } from '../values/encoded-value.ts';
import type { LiveObjects } from './recreate-captured-objects.ts';

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

/** Returns the properties with string keys. */
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
