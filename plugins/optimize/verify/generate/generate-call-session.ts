import { listFileInputs, replaceFile, VARIANT_NAMES } from '../check/staged-file-inputs.ts';
import { filterCalls } from '../sessions/filter-calls-in-recorded-session.ts';
import {
  type Call,
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
import {
  type CallAt,
  collectStatesAt,
  mutateCallerObject,
  withCall,
} from './mutate-call-argument.ts';
import { mutateCallbacks } from './mutate-callbacks.ts';
import { mutateObject, mutatePrimitive, type RandomDraws } from './mutate-values.ts';
import { type ArgumentPosition, listArgumentPositions } from './positions-of-argument-values.ts';
import { hasRecordedOrder, hasRecordedTypes } from './recorded-argument-patterns.ts';
import { isWithinLimits, NO_LIMITS } from './recorded-value-limits.ts';
import type { SeedCorpus } from './seed-corpus.ts';

/** Ids of objects that are generated begin above those of recorded ones. */
const FIRST_GENERATED_ID = 10_000_000;

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
  return withCall({ session, index, call }, withStates(call, [parent, child]));
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
  // The last call is what the session is about.
  const index = draws.call % 3 === 0 ? draws.call % calls.length : calls.length - 1;
  const call = calls[index];
  if (call === undefined) return session;
  const at = { session, index, call };
  const withMutatedArguments = (): Session => mutateArguments(at, draws, observations);
  switch (draws.mutation % 14) {
    case 0:
      return repeatCall(at).session;
    case 1:
      return mutateArguments(repeatCall(at), draws, observations);
    case 2: {
      const changed = mutateCallbacks(call, draws, session.reads);
      return changed === null ? withMutatedArguments() : withCall(at, changed);
    }
    case 3: {
      if (calls.length < 3) return withMutatedArguments();
      const removed = draws.pick % calls.length;
      return filterCalls(session, (each) => each !== removed);
    }
    case 4:
      return mutateCallerObject(at, draws, observations) ?? withMutatedArguments();
    case 5: {
      const again = repeatCall(at);
      return mutateCallerObject(again, draws, observations) ?? again.session;
    }
    case 6:
      return withEarlierArguments(at, draws) ?? withMutatedArguments();
    default:
      return withMutatedArguments();
  }
}

/** Gives a call the arguments of an earlier call of the same function; null if there is none. */
function withEarlierArguments(at: CallAt, { pick }: RandomDraws): Session | null {
  const { session, index, call } = at;
  const names = formatCallNames(session);
  const others = session.calls.slice(0, index).filter((_, each) => names[each] === names[index]);
  const other = others[pick % Math.max(1, others.length)];
  return other === undefined ? null : withCall(at, { ...call, given: other.given });
}

/** Repeats a call with the same objects, so that the second call sees the effects of the first. */
function repeatCall({ session, index, call }: CallAt): CallAt {
  const again: Call = { ...call, before: [], after: [] };
  const calls = session.calls.toSpliced(index + 1, 0, again);
  return { session: { ...session, calls }, index: index + 1, call: again };
}

/** Positions of values in the arguments of a call that are the caller's, and the objects there. */
function listPositions({ session, index, call }: CallAt) {
  const moduleObjects = findModuleObjects(session);
  const states = collectStatesAt(session, index);
  const name = formatCallName(call, states);
  const positions = listArgumentPositions(call, name, states, (id) => !moduleObjects.has(id));
  return { positions, states, moduleObjects };
}

function mutateArguments(at: CallAt, draws: RandomDraws, observations: Observations): Session {
  const { session, call } = at;
  const { positions, states, moduleObjects } = listPositions(at);
  const position = positions[draws.pick % Math.max(1, positions.length)];
  if (position === undefined) return session;
  const state = findObjectState(position.value, states);
  const observed = observations.get(position.key);
  // The lowest bits of `change` choose here, the higher ones below.
  const shifted = { ...draws, change: draws.change >> 2 };
  if (state !== undefined && !moduleObjects.has(state.id) && draws.change % 4 !== 3) {
    const changed = mutateObject(state, shifted, observed);
    if (changed !== null) return withCall(at, withStates(call, [changed]));
  }
  if (state === undefined && draws.change % 3 !== 2) {
    const value = mutatePrimitive(position.value, shifted, observed?.limits);
    if (value !== null) {
      const changed = replaceAt(call, position, value, [], states);
      const other = { ...at, session: withCall(at, changed), call: changed };
      return draws.change % 3 === 0
        ? other.session
        : copyToSimilarPosition(other, value, draws, observations);
    }
  }
  const sample = observed?.samples[(draws.change >> 3) % Math.max(1, observed.samples.length)];
  if (sample === undefined) return session;
  const { value, states: reachable } =
    draws.change % 2 === 0 ? withNewIds(sample, session) : sample;
  const missing = reachable.filter(({ id }) => !states.has(id));
  return withCall(at, replaceAt(call, position, value, missing, states));
}

/** Puts a value into another position of the same kind too, so that both have equal values. */
function copyToSimilarPosition(
  at: CallAt,
  value: EncodedValue,
  { change }: RandomDraws,
  observations: Observations,
): Session {
  const { positions, states } = listPositions(at);
  const similar = positions.filter(
    (candidate) =>
      primitiveKind(candidate.value) === primitiveKind(value) &&
      isWithinLimits(value, observations.get(candidate.key)?.limits ?? NO_LIMITS),
  );
  const other = similar[(change >> 5) % Math.max(1, similar.length)];
  return other === undefined
    ? at.session
    : withCall(at, replaceAt(at.call, other, value, [], states));
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

/** Copies a value with new object ids, to get different objects of the same structure. */
function withNewIds({ value, states }: ValueSample, { calls }: Session): ValueSample {
  const offset = 1_000_000 + calls.length * 10_000;
  // Functions are looked up by id when they answer.
  const copied = states.filter(({ shape }) => shape.kind !== 'function');
  const ids = new Set(copied.map(({ id }) => id));
  const text = JSON.stringify({ value, states }, (key, part: unknown) =>
    key === 'id' && typeof part === 'number' && ids.has(part) ? offset + part : part,
  );
  return JSON.parse(text) as ValueSample;
}
