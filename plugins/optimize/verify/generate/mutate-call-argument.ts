import {
  type Call,
  createObjectTimeline,
  findModuleObjects,
  formatCallName,
  type Session,
} from '../sessions/recorded-call-session.ts';
import {
  type EncodedValue,
  isReference,
  type ObjectState,
  type ObjectStates,
} from '../values/encoded-value.ts';
import { listContents } from '../values/object-contents.ts';
import type { Observations, ObservedValues } from './collect-argument-values-from-sessions.ts';
import { mutateObject, mutatePrimitive, type RandomDraws } from './mutate-values.ts';
import { listArgumentPositions } from './positions-of-argument-values.ts';

/** A call of a session. */
export interface CallAt {
  readonly session: Session;
  readonly index: number;
  readonly call: Call;
}

export function withCall({ session, index }: CallAt, call: Call): Session {
  return { ...session, calls: session.calls.with(index, call) };
}

/** Returns the states of objects at the start of a call, as far as they were recorded. */
export function collectStatesAt({ calls }: Session, index: number): ObjectStates {
  const { states, add, addAfter } = createObjectTimeline();
  for (const call of calls.slice(0, index)) {
    add(call.before);
    addAfter(call);
  }
  add(calls[index]?.before ?? []);
  return states;
}

/** Value that a caller adds to an empty object. */
const ADDED = 'added';
const MOST_OBJECTS = 200;

/**
 * Changes, before a call, an object that the caller passed to an earlier call or got from it; null
 * if there is none.
 */
export function mutateCallerObject(
  at: CallAt,
  draws: RandomDraws,
  observations: Observations,
): Session | null {
  const { objects, keys } = listCallerObjects(at);
  const state = objects[draws.pick % Math.max(1, objects.length)];
  if (state === undefined) return null;
  const observed = (suffix: string) => observations.get(`${keys.get(state.id)}${suffix}`);
  const changed = mutateContents(state, draws, observed);
  if (changed === null) return null;
  const before = [...at.call.before.filter(({ id }) => id !== changed.id), changed];
  return withCall(at, { ...at.call, before });
}

/**
 * Returns the states of objects that callers refer to when a call begins. Of the module's results,
 * only lists and the like are included, since the content of its own classes is internal. `keys`
 * are those of the argument positions that the objects were in, by their ids.
 */
function listCallerObjects({ session, index, call: last }: CallAt) {
  const moduleObjects = findModuleObjects(session);
  const isCallerObject = (id: number): boolean => !moduleObjects.has(id);
  const { states, add, addAfter } = createObjectTimeline();
  const queue: EncodedValue[] = [];
  const keys = new Map<number, string>();
  for (const call of session.calls.slice(0, index)) {
    add(call.before);
    const name = formatCallName(call, states);
    for (const { key, value } of listArgumentPositions(call, name, states, isCallerObject)) {
      if (isReference(value)) keys.set(value.id, key);
    }
    addAfter(call);
    queue.push(...call.given, ...('value' in call.outcome ? [call.outcome.value] : []));
  }
  add(last.before);
  const found = new Map<number, ObjectState>();
  for (
    let value = queue.pop();
    value !== undefined && found.size < MOST_OBJECTS;
    value = queue.pop()
  ) {
    if (!isReference(value) || found.has(value.id)) continue;
    const state = states.get(value.id);
    if (state === undefined || !isChangeable(state, !isCallerObject(value.id))) continue;
    found.set(value.id, state);
    queue.push(...listContents(state).map((content) => content.value));
  }
  return { objects: [...found.values()], keys };
}

function isChangeable({ shape }: ObjectState, isOfModule: boolean): boolean {
  if (shape.kind !== 'object') return shape.kind !== 'function' && shape.kind !== 'opaque';
  return !isOfModule || shape.prototype.of === 'global' || shape.prototype.of === 'null';
}

/**
 * Changes an object's content as a caller might; null if none of it can be changed.
 * @param observed - Returns the values observed at its position (`''`) or at a property (`.name`).
 */
function mutateContents(
  state: ObjectState,
  draws: RandomDraws,
  observed: (suffix: string) => ObservedValues | undefined,
): ObjectState | null {
  const { shape, properties, closed } = state;
  if (closed !== undefined && (shape.kind === 'array' || shape.kind === 'object')) return null;
  if (shape.kind === 'date') return { ...state, shape: { ...shape, time: draws.pick } };
  if (shape.kind === 'map' && shape.entries.length === 0) {
    return { ...state, shape: { ...shape, entries: [[ADDED, true]] } };
  }
  if ((shape.kind === 'array' || shape.kind === 'set') && shape.items.length === 0) {
    const isInUnits = (observed('')?.limits.lengthUnit ?? 1) > 1;
    return isInUnits ? null : { ...state, shape: { ...shape, items: [ADDED] } };
  }
  if (shape.kind !== 'object') {
    return mutateObject(state, draws, shape.kind === 'array' ? observed('') : undefined);
  }
  const at = draws.pick % Math.max(1, properties.length);
  const property = properties[at];
  if (property !== undefined && property.get === undefined && property.readOnly === undefined) {
    const limits = observed(`.${String(property.key)}`)?.limits;
    const value = mutatePrimitive(property.value, draws, limits);
    if (value !== null) {
      return { ...state, properties: properties.with(at, { ...property, value }) };
    }
  }
  if (properties.some(({ key }) => key === ADDED)) return null;
  return { ...state, properties: [...properties, { key: ADDED, value: true }] };
}
