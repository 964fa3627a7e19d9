import type { Call, Session } from '../recorded-call-session.ts';
import {
  createObjectTimeline,
  findModuleObjects,
  formatCallName,
} from '../replay/object-state-timeline-and-call-names.ts';
import { filterCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { hasRecordedTypes } from './argument-types.ts';
import {
  findObjectState,
  type PlaceObservations,
  primitiveKind,
  type ValueSample,
} from './collect-argument-values-from-sessions.ts';
import { listFileInputs, replaceFile, VARIANT_NAMES } from './file-variants.ts';
import { mutateArgument } from './mutate-call-argument.ts';
import { mutateCallbacks } from './mutate-callbacks.ts';
import { mutateObject, mutatePrimitive, type RandomDraws } from './mutate-object.ts';
import {
  type ArgumentPlace,
  listArgumentPlaces,
  replaceValue,
} from './positions-of-argument-values.ts';
import { isWithinLimits, NO_LIMITS } from './recorded-value-limits.ts';
import type { SeedCorpus } from './seed-corpus.ts';

/** Ids of objects that are generated begin above those of recorded ones. */
const OWN_IDS = 10_000_000;

/** Generates a session by changing a captured one. */
export function generateSession(
  { sessions, seen, argumentTypes, triesInherited }: SeedCorpus,
  which: number,
  changes: readonly RandomDraws[],
): Session {
  const start = sessions[which % Math.max(1, sessions.length)];
  if (start === undefined) return { module: '', calls: [] };
  const made = changes.reduce((session, drawn) => {
    const changed = changeSession(session, drawn, seen);
    return hasRecordedTypes(changed, argumentTypes) ? changed : session;
  }, start);
  const [drawn] = changes;
  const inheriting = triesInherited && drawn !== undefined ? inheritProperty(made, drawn) : made;
  return changeFile(inheriting, changes);
}

/** Key of a property that an argument inherits. */
const INHERITED = 'inherited';

/** Gives a plain object that the last call is given a prototype with a property, half of the time. */
function inheritProperty(session: Session, { change, pick }: RandomDraws): Session {
  const index = session.calls.length - 1;
  const call = session.calls[index];
  if (call === undefined || change % 2 === 0) return session;
  const states = statesAt(session, index);
  const plain = call.given
    .flatMap((value) => findObjectState(value, states) ?? [])
    .filter(({ shape }) => shape.kind === 'object' && shape.prototype.of === 'global');
  const state = plain[pick % Math.max(1, plain.length)];
  if (state === undefined) return session;
  const { value = null } = state.properties.find(({ get }) => get === undefined) ?? {};
  const parent: ObjectState = {
    id: OWN_IDS + state.id,
    shape: { kind: 'object', prototype: { of: 'global', name: 'Object' } },
    properties: [{ key: INHERITED, value }],
  };
  const prototype = { of: 'object', id: parent.id, name: 'Object' } as const;
  const child: ObjectState = { ...state, shape: { kind: 'object', prototype } };
  return withCall(session, index, withStates(call, [parent, child]));
}

/** Gives a session another content of a file that it reads, most of the time. */
function changeFile(session: Session, [drawn]: readonly RandomDraws[]): Session {
  const files = listFileInputs(session);
  if (drawn === undefined || files.length === 0) return session;
  const file = files[drawn.pick % files.length];
  const variant = VARIANT_NAMES[drawn.change % (VARIANT_NAMES.length + 1)];
  if (file === undefined || variant === undefined) return session;
  return replaceFile(session, file, `${file.content}${variant}`);
}

function changeSession(
  session: Session,
  drawn: RandomDraws,
  seen: ReadonlyMap<string, PlaceObservations>,
): Session {
  const { calls } = session;
  if (calls.length === 0) return session;
  // The last call is what the session is about.
  const index = drawn.call % 3 === 0 ? drawn.call % calls.length : calls.length - 1;
  const call = calls[index];
  if (call === undefined) return session;
  switch (drawn.place % 14) {
    case 0:
      return repeatCall(session, index);
    case 1: {
      // Repeats the call with a changed argument.
      const twice = repeatCall(session, index);
      return changeGiven(twice, index + 1, drawn, seen);
    }
    case 2: {
      const other = mutateCallbacks(call, drawn, session.reads);
      return other === null
        ? changeGiven(session, index, drawn, seen)
        : { ...session, calls: calls.with(index, other) };
    }
    case 3: {
      if (calls.length < 3) return changeGiven(session, index, drawn, seen);
      const without = drawn.pick % calls.length;
      return filterCalls(session, (each) => each !== without);
    }
    case 4:
      return (
        mutateArgument(session, index, drawn, seen) ?? changeGiven(session, index, drawn, seen)
      );
    case 5: {
      const twice = repeatCall(session, index);
      return mutateArgument(twice, index + 1, drawn, seen) ?? twice;
    }
    case 6:
      return likeAnEarlier(session, index, drawn) ?? changeGiven(session, index, drawn, seen);
    default:
      return changeGiven(session, index, drawn, seen);
  }
}

/** Gives a call the arguments of an earlier call of the same function; null if there is none. */
function likeAnEarlier(session: Session, index: number, { pick }: RandomDraws): Session | null {
  const { calls } = session;
  const call = calls[index];
  if (call === undefined) return null;
  const name = formatCallName(call, statesAt(session, index));
  const others = calls
    .slice(0, index)
    .filter((_, at) => formatCallName(calls[at] ?? call, statesAt(session, at)) === name);
  const other = others[pick % Math.max(1, others.length)];
  return other === undefined ? null : withCall(session, index, { ...call, given: other.given });
}

/** Repeats a call with the same objects, so that the second call sees the effects of the first. */
function repeatCall(session: Session, index: number): Session {
  const call = session.calls[index];
  if (call === undefined) return session;
  const again: Call = { ...call, before: [], after: [] };
  return { ...session, calls: session.calls.toSpliced(index + 1, 0, again) };
}

function changeGiven(
  session: Session,
  index: number,
  drawn: RandomDraws,
  seen: ReadonlyMap<string, PlaceObservations>,
): Session {
  const { calls } = session;
  const call = calls[index];
  if (call === undefined) return session;
  const inside = findModuleObjects(session);
  const states = statesAt(session, index);
  const name = formatCallName(call, states);
  const places = listArgumentPlaces(call, name, states, (id) => !inside.has(id));
  const place = places[drawn.pick % Math.max(1, places.length)];
  if (place === undefined) return session;
  const state = findObjectState(place.value, states);
  const at = seen.get(place.key);
  const isOwn = state === undefined || !inside.has(state.id);
  if (state !== undefined && isOwn && drawn.change % 4 !== 3) {
    const changed = mutateObject(state, { ...drawn, change: drawn.change >> 2 }, at);
    if (changed !== null) return withCall(session, index, withStates(call, [changed]));
  }
  if (state === undefined && drawn.change % 3 !== 2) {
    const draws = { ...drawn, change: drawn.change >> 2 };
    const value = mutatePrimitive(place.value, draws, at?.limits);
    if (value !== null) {
      const changed = withCall(session, index, put(call, place, value, [], states));
      return drawn.change % 3 === 0
        ? changed
        : alike(changed, index, { place, value, drawn, seen });
    }
  }
  const sample = at?.samples[(drawn.change >> 3) % Math.max(1, at.samples.length)];
  if (sample === undefined) return session;
  const { value, states: own } = drawn.change % 2 === 0 ? renumbered(sample, session) : sample;
  const lacking = own.filter(({ id }) => !states.has(id));
  return withCall(session, index, put(call, place, value, lacking, states));
}

/** Puts a value into another place of the same kind too, so that both places are equal. */
function alike(
  session: Session,
  index: number,
  pair: {
    readonly place: ArgumentPlace;
    readonly value: EncodedValue;
    readonly drawn: RandomDraws;
    readonly seen: ReadonlyMap<string, PlaceObservations>;
  },
): Session {
  const { place, value, drawn, seen } = pair;
  const call = session.calls[index];
  if (call === undefined) return session;
  const inside = findModuleObjects(session);
  const states = statesAt(session, index);
  const kind = primitiveKind(place.value);
  const name = formatCallName(call, states);
  const others = listArgumentPlaces(call, name, states, (id) => !inside.has(id)).filter(
    (otherPlace) =>
      primitiveKind(otherPlace.value) === kind &&
      isWithinLimits(value, seen.get(otherPlace.key)?.limits ?? NO_LIMITS),
  );
  const other = others[(drawn.change >> 5) % Math.max(1, others.length)];
  if (other === undefined) return session;
  return withCall(session, index, put(call, other, value, [], states));
}

function withCall(session: Session, index: number, call: Call): Session {
  return { ...session, calls: session.calls.with(index, call) };
}

function withStates(call: Call, states: readonly ObjectState[]): Call {
  const own = new Set(states.map(({ id }) => id));
  return { ...call, before: [...call.before.filter(({ id }) => !own.has(id)), ...states] };
}

function put(
  call: Call,
  { holder, argument }: ArgumentPlace,
  value: EncodedValue,
  more: readonly ObjectState[],
  states: ReadonlyMap<number, ObjectState>,
): Call {
  if (holder === null) {
    return { ...withStates(call, more), given: call.given.with(argument, value) };
  }
  const state = states.get(holder.id);
  return state === undefined
    ? call
    : withStates(call, [...more, replaceValue(state, holder, value)]);
}

/** Returns the states of objects at the start of a call, as far as they were recorded. */
function statesAt({ calls }: Session, index: number): ReadonlyMap<number, ObjectState> {
  const { states, tell, tellAfter } = createObjectTimeline();
  for (const call of calls.slice(0, index)) {
    tell(call.before);
    tellAfter(call);
  }
  tell(calls[index]?.before ?? []);
  return states;
}

/** Copies a value with new object ids, to get different objects of the same structure. */
function renumbered({ value, states }: ValueSample, { calls }: Session): ValueSample {
  const ids = new Map<number, number>();
  const first = 1_000_000 + calls.length * 10_000;
  for (const { id, shape } of states) {
    // Functions are looked up by id when they answer.
    if (shape.kind !== 'function') ids.set(id, first + id);
  }
  const rewrite = (part: unknown): unknown => {
    if (typeof part !== 'object' || part === null) return part;
    if (Array.isArray(part)) return part.map(rewrite);
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [
        key,
        key === 'id' && typeof inner === 'number' ? (ids.get(inner) ?? inner) : rewrite(inner),
      ]),
    );
  };
  return rewrite({ value, states }) as ValueSample;
}
