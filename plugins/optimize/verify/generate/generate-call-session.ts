import { listFileInputs, replaceFile, VARIANT_NAMES } from '../check/staged-file-inputs.ts';
import { filterCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import {
  type Call,
  createObjectTimeline,
  findModuleObjects,
  formatCallName,
  formatCallNames,
  type Session,
} from '../sessions/recorded-call-session.ts';
import type { EncodedValue, ObjectState, ObjectStates } from '../values/encoded-value.ts';
import { replaceContent } from '../values/object-contents.ts';
import {
  findObjectState,
  type Observations,
  primitiveKind,
  type ValueSample,
} from './collect-argument-values-from-sessions.ts';
import { mutateCallerObject } from './mutate-call-argument.ts';
import { mutateCallbacks } from './mutate-callbacks.ts';
import { mutateObject, mutatePrimitive, type RandomDraws } from './mutate-values.ts';
import { type ArgumentPosition, listArgumentPositions } from './positions-of-argument-values.ts';
import { hasRecordedOrder, hasRecordedTypes } from './recorded-argument-patterns.ts';
import { isWithinLimits, NO_LIMITS } from './recorded-value-limits.ts';
import type { SeedCorpus } from './seed-corpus.ts';

/** Ids of objects that are generated begin above those of recorded ones. */
const FIRST_GENERATED_ID = 10_000_000;

/** Generates a session by changing a captured one. */
export function generateSession(
  { sessions, observations, argumentTypes, argumentOrder, triesInherited }: SeedCorpus,
  sessionIndex: number,
  changes: readonly RandomDraws[],
): Session {
  const start = sessions[sessionIndex % Math.max(1, sessions.length)];
  if (start === undefined) return { module: '', calls: [] };
  const mutated = changes.reduce((session, draws) => {
    const changed = mutateSession(session, draws, observations);
    const isLikeRecorded =
      hasRecordedTypes(changed, argumentTypes) && hasRecordedOrder(changed, argumentOrder);
    return isLikeRecorded ? changed : session;
  }, start);
  const [draws] = changes;
  if (draws === undefined) return mutated;
  return mutateFile(triesInherited ? inheritProperty(mutated, draws) : mutated, draws);
}

/** Key of a property that an argument inherits. */
const INHERITED = 'inherited';

/** Gives a plain object among the last call's arguments an inherited property, half of the time. */
function inheritProperty(session: Session, { change, pick }: RandomDraws): Session {
  const index = session.calls.length - 1;
  const call = session.calls[index];
  if (call === undefined || change % 2 === 0) return session;
  const states = collectStatesAt(session, index);
  const plain = call.given
    .flatMap((value) => findObjectState(value, states) ?? [])
    .filter(({ shape }) => shape.kind === 'object' && shape.prototype.of === 'global');
  const state = plain[pick % Math.max(1, plain.length)];
  if (state === undefined) return session;
  const { value = null } = state.properties.find(({ get }) => get === undefined) ?? {};
  const parent: ObjectState = {
    id: FIRST_GENERATED_ID + state.id,
    shape: { kind: 'object', prototype: { of: 'global', name: 'Object' } },
    properties: [{ key: INHERITED, value }],
  };
  const prototype = { of: 'object', id: parent.id, name: 'Object' } as const;
  const child: ObjectState = { ...state, shape: { kind: 'object', prototype } };
  return withCall(session, index, withStates(call, [parent, child]));
}

/** Gives a session another content of a file that it reads, most of the time. */
function mutateFile(session: Session, { pick, change }: RandomDraws): Session {
  const files = listFileInputs(session);
  const file = files[pick % Math.max(1, files.length)];
  // One more choice than variants: the file stays as it is.
  const variant = VARIANT_NAMES[change % (VARIANT_NAMES.length + 1)];
  if (file === undefined || variant === undefined) return session;
  return replaceFile(session, file, `${file.content}${variant}`);
}

function mutateSession(session: Session, draws: RandomDraws, observations: Observations): Session {
  const { calls } = session;
  if (calls.length === 0) return session;
  // The last call is what the session is about.
  const index = draws.call % 3 === 0 ? draws.call % calls.length : calls.length - 1;
  const call = calls[index];
  if (call === undefined) return session;
  const withMutatedArguments = (): Session => mutateArguments(session, index, draws, observations);
  switch (draws.mutation % 14) {
    case 0:
      return repeatCall(session, index);
    case 1:
      // Repeats the call with a changed argument.
      return mutateArguments(repeatCall(session, index), index + 1, draws, observations);
    case 2: {
      const changed = mutateCallbacks(call, draws, session.reads);
      return changed === null ? withMutatedArguments() : withCall(session, index, changed);
    }
    case 3: {
      if (calls.length < 3) return withMutatedArguments();
      const removed = draws.pick % calls.length;
      return filterCalls(session, (each) => each !== removed);
    }
    case 4:
      return mutateCallerObject(session, index, draws, observations) ?? withMutatedArguments();
    case 5: {
      const twice = repeatCall(session, index);
      return mutateCallerObject(twice, index + 1, draws, observations) ?? twice;
    }
    case 6:
      return withEarlierArguments(session, index, draws) ?? withMutatedArguments();
    default:
      return withMutatedArguments();
  }
}

/** Gives a call the arguments of an earlier call of the same function; null if there is none. */
function withEarlierArguments(
  session: Session,
  index: number,
  { pick }: RandomDraws,
): Session | null {
  const { calls } = session;
  const call = calls[index];
  if (call === undefined) return null;
  const names = formatCallNames(session);
  const others = calls.slice(0, index).filter((_, at) => names[at] === names[index]);
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

/** Positions of values in the arguments of a call that are the caller's, and the objects there. */
function listPositions(session: Session, index: number, call: Call) {
  const moduleObjects = findModuleObjects(session);
  const states = collectStatesAt(session, index);
  const name = formatCallName(call, states);
  const positions = listArgumentPositions(call, name, states, (id) => !moduleObjects.has(id));
  return { positions, states, moduleObjects };
}

function mutateArguments(
  session: Session,
  index: number,
  draws: RandomDraws,
  observations: Observations,
): Session {
  const call = session.calls[index];
  if (call === undefined) return session;
  const { positions, states, moduleObjects } = listPositions(session, index, call);
  const position = positions[draws.pick % Math.max(1, positions.length)];
  if (position === undefined) return session;
  const state = findObjectState(position.value, states);
  const observed = observations.get(position.key);
  const isOfCaller = state === undefined || !moduleObjects.has(state.id);
  // The lowest bits of `change` choose here, the higher ones below.
  const shifted = { ...draws, change: draws.change >> 2 };
  if (state !== undefined && isOfCaller && draws.change % 4 !== 3) {
    const changed = mutateObject(state, shifted, observed);
    if (changed !== null) return withCall(session, index, withStates(call, [changed]));
  }
  if (state === undefined && draws.change % 3 !== 2) {
    const value = mutatePrimitive(position.value, shifted, observed?.limits);
    if (value !== null) {
      const changed = withCall(session, index, replaceAt(call, position, value, [], states));
      return draws.change % 3 === 0
        ? changed
        : copyToSimilarPosition(changed, index, { position, value, draws, observations });
    }
  }
  const sample = observed?.samples[(draws.change >> 3) % Math.max(1, observed.samples.length)];
  if (sample === undefined) return session;
  const { value, states: reachable } =
    draws.change % 2 === 0 ? withNewIds(sample, session) : sample;
  const missing = reachable.filter(({ id }) => !states.has(id));
  return withCall(session, index, replaceAt(call, position, value, missing, states));
}

/** Puts a value into another position of the same kind too, so that both have equal values. */
function copyToSimilarPosition(
  session: Session,
  index: number,
  {
    position,
    value,
    draws,
    observations,
  }: {
    readonly position: ArgumentPosition;
    readonly value: EncodedValue;
    readonly draws: RandomDraws;
    readonly observations: Observations;
  },
): Session {
  const call = session.calls[index];
  if (call === undefined) return session;
  const { positions, states } = listPositions(session, index, call);
  const kind = primitiveKind(position.value);
  const similar = positions.filter(
    (candidate) =>
      primitiveKind(candidate.value) === kind &&
      isWithinLimits(value, observations.get(candidate.key)?.limits ?? NO_LIMITS),
  );
  const other = similar[(draws.change >> 5) % Math.max(1, similar.length)];
  if (other === undefined) return session;
  return withCall(session, index, replaceAt(call, other, value, [], states));
}

function withCall(session: Session, index: number, call: Call): Session {
  return { ...session, calls: session.calls.with(index, call) };
}

function withStates(call: Call, states: readonly ObjectState[]): Call {
  const ids = new Set(states.map(({ id }) => id));
  return { ...call, before: [...call.before.filter(({ id }) => !ids.has(id)), ...states] };
}

/** @param added - States of the objects that the value leads to and the call does not know. */
function replaceAt(
  call: Call,
  { holder, argument }: ArgumentPosition,
  value: EncodedValue,
  added: readonly ObjectState[],
  states: ObjectStates,
): Call {
  if (holder === null) {
    return { ...withStates(call, added), given: call.given.with(argument, value) };
  }
  const state = states.get(holder.id);
  return state === undefined
    ? call
    : withStates(call, [...added, replaceContent(state, holder.at, value)]);
}

/** Returns the states of objects at the start of a call, as far as they were recorded. */
function collectStatesAt({ calls }: Session, index: number): ObjectStates {
  const { states, add, addAfter } = createObjectTimeline();
  for (const call of calls.slice(0, index)) {
    add(call.before);
    addAfter(call);
  }
  add(calls[index]?.before ?? []);
  return states;
}

/** Copies a value with new object ids, to get different objects of the same structure. */
function withNewIds({ value, states }: ValueSample, { calls }: Session): ValueSample {
  const ids = new Map<number, number>();
  const offset = 1_000_000 + calls.length * 10_000;
  for (const { id, shape } of states) {
    // Functions are looked up by id when they answer.
    if (shape.kind !== 'function') ids.set(id, offset + id);
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
