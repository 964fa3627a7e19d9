import type { ObjectState, Property } from '../values/value.ts';
import type { World } from './world.ts';

/**
 * Fields that somebody outside has set on objects of the module between two calls, such as `parser.onText = …`, are
 * set on the live objects as well. What the module has done itself is as the module has left it.
 *
 * @param before - What was told of an object last.
 * @param told - What is told as the next call begins.
 */
export function setByCallers(
  before: (id: number) => ObjectState | undefined,
  told: readonly ObjectState[],
  world: World,
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

/** Those with a text for a key. */
function byKey(properties: readonly Property[]): ReadonlyMap<string, Property> {
  return new Map(
    properties.flatMap((one) => (typeof one.key === 'string' ? [[one.key, one] as const] : [])),
  );
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
