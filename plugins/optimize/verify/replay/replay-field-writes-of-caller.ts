import type { EncodedProperty, ObjectState } from '../values/encoded-value.ts';
import type { LiveObjects } from './recreate-captured-objects.ts';

/**
 * Repeats, on the live objects, fields that callers set on objects of the module between two calls,
 * such as `parser.onText = …`. Changes by the module itself stay as the module left them.
 *
 * @param before - Returns the last recorded state of an object.
 * @param told - States recorded as the next call begins.
 */
export function applyCallerWrites(
  before: (id: number) => ObjectState | undefined,
  told: readonly ObjectState[],
  world: LiveObjects,
): void {
  for (const state of told) {
    const known = before(state.id);
    const live = world.live(state.id);
    if (known === undefined || live === undefined || known === state) continue;
    const old = byKey(known.properties);
    const now = byKey(state.properties);
    for (const [key, { value, get }] of now) {
      const isSet = get === undefined && !isSame(old.get(key)?.value, value);
      if (isSet) Reflect.set(live, key, world.make(value));
    }
    for (const key of old.keys()) if (!now.has(key)) Reflect.deleteProperty(live, key);
  }
}

/** Returns the properties with string keys. */
function byKey(properties: readonly EncodedProperty[]): ReadonlyMap<string, EncodedProperty> {
  return new Map(
    properties.flatMap((property) =>
      typeof property.key === 'string' ? [[property.key, property] as const] : [],
    ),
  );
}

function isSame(value: unknown, other: unknown): boolean {
  return value === other || JSON.stringify(value) === JSON.stringify(other);
}
