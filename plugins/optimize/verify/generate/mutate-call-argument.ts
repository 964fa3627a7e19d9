import type { Session } from '../recorded-call-session.ts';
import {
  createObjectTimeline,
  findModuleObjects,
  formatCallName,
} from '../replay/object-state-timeline-and-call-names.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import type { PlaceObservations } from './collect-argument-values-from-sessions.ts';
import { mutateObject, mutatePrimitive, type RandomDraws } from './mutate-object.ts';
import { listArgumentPlaces } from './positions-of-argument-values.ts';

/** Value that a caller adds to an empty object. */
const ADDED = 'added';
/** Objects that are chosen from. */
const MOST = 200;

/** Changes, before a call, an object the caller passed or got in an earlier call; null: none. */
export function mutateArgument(
  session: Session,
  index: number,
  drawn: RandomDraws,
  seen: ReadonlyMap<string, PlaceObservations>,
): Session | null {
  const call = session.calls[index];
  if (call === undefined) return null;
  const { found: all, keys } = handedBefore(session, index);
  const state = all[drawn.pick % Math.max(1, all.length)];
  const observed = (inside: string) => seen.get(`${keys.get(state?.id ?? 0)}${inside}`);
  const changed = state === undefined ? null : changeContent(state, drawn, observed);
  if (changed === null) return null;
  const before = [...call.before.filter(({ id }) => id !== changed.id), changed];
  return { ...session, calls: session.calls.with(index, { ...call, before }) };
}

/**
 * Returns the states of objects that callers refer to when a call begins. Of the module's results,
 * only lists and the like are included, since the content of its own classes is internal.
 */
function handedBefore(
  { calls, ...session }: Session,
  index: number,
): { readonly found: readonly ObjectState[]; readonly keys: ReadonlyMap<number, string> } {
  const inside = findModuleObjects({ ...session, calls });
  const { states, tell, tellAfter } = createObjectTimeline();
  const held: EncodedValue[] = [];
  const keys = new Map<number, string>();
  for (const call of calls.slice(0, index)) {
    tell(call.before);
    const name = formatCallName(call, states);
    for (const { key, value } of listArgumentPlaces(call, name, states, (id) => !inside.has(id))) {
      if (typeof value === 'object' && value?.is === 'object') keys.set(value.id, key);
    }
    tellAfter(call);
    held.push(...call.given, ...('value' in call.outcome ? [call.outcome.value] : []));
  }
  tell(calls[index]?.before ?? []);
  const found = new Map<number, ObjectState>();
  for (let value = held.pop(); value !== undefined && found.size < MOST; value = held.pop()) {
    if (typeof value !== 'object' || value?.is !== 'object' || found.has(value.id)) continue;
    const state = states.get(value.id);
    if (state === undefined || !isHeld(state, inside.has(value.id))) continue;
    found.set(value.id, state);
    held.push(...contentOf(state));
  }
  return { found: [...found.values()], keys };
}

function isHeld({ shape }: ObjectState, isOfModule: boolean): boolean {
  if (shape.kind !== 'object') return shape.kind !== 'function' && shape.kind !== 'opaque';
  return !isOfModule || shape.prototype.of === 'global' || shape.prototype.of === 'null';
}

function contentOf({ shape, properties }: ObjectState): readonly EncodedValue[] {
  const own = properties.map(({ value }) => value);
  switch (shape.kind) {
    case 'array':
      return [
        ...shape.items.filter((item) => typeof item !== 'object' || item?.is !== 'hole'),
        ...own,
      ] as readonly EncodedValue[];
    case 'set':
      return shape.items;
    case 'map':
      return shape.entries.flat();
    default:
      return own;
  }
}

/**
 * Changes an object's content as a caller might; null if none of it can be changed.
 * @param observed - Observations of its place, or of a property with this name and a dot before it.
 */
function changeContent(
  state: ObjectState,
  drawn: RandomDraws,
  observed: (inside: string) => PlaceObservations | undefined,
): ObjectState | null {
  const { shape, properties, closed } = state;
  switch (shape.kind) {
    case 'array':
      if (closed !== undefined) return null;
      if (shape.items.length > 0) return mutateObject(state, drawn, observed(''));
      return (observed('')?.limits.lengthUnit ?? 1) > 1
        ? null
        : { ...state, shape: { ...shape, items: [ADDED] } };
    case 'set':
      return shape.items.length === 0
        ? { ...state, shape: { ...shape, items: [ADDED] } }
        : mutateObject(state, drawn, undefined);
    case 'map':
      return shape.entries.length === 0
        ? { ...state, shape: { ...shape, entries: [[ADDED, true]] } }
        : mutateObject(state, drawn, undefined);
    case 'date':
      return { ...state, shape: { ...shape, time: drawn.pick } };
    case 'object': {
      if (closed !== undefined) return null;
      const at = drawn.pick % Math.max(1, properties.length);
      const property = properties[at];
      const isOpen = property?.get === undefined && property?.readOnly === undefined;
      const value =
        property === undefined || !isOpen
          ? null
          : mutatePrimitive(property.value, drawn, observed(`.${String(property.key)}`)?.limits);
      if (property !== undefined && value !== null) {
        return { ...state, properties: properties.with(at, { ...property, value }) };
      }
      if (properties.some(({ key }) => key === ADDED)) return null;
      return { ...state, properties: [...properties, { key: ADDED, value: true }] };
    }
    default:
      return mutateObject(state, drawn, undefined);
  }
}
