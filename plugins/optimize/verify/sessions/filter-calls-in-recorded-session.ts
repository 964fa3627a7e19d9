import { type EncodedValue, type ObjectState, referencedId } from '../values/encoded-value.ts';
import {
  collectReachableStates,
  listPrototype,
  listReferences,
} from '../values/object-contents.ts';
import {
  type Call,
  findModuleObjects,
  formatCallNames,
  listStatesDuring,
  outcomeValue,
  type Session,
} from './recorded-call-session.ts';

/**
 * Returns a session with only some of its calls. States that they need and other calls recorded are
 * added to them.
 * @param isKept - Takes the index of a call.
 */
export function filterCalls(session: Session, isKept: (index: number) => boolean): Session {
  const moduleObjects = findModuleObjects(session);
  const states = new Map<number, ObjectState>();
  /** Objects whose last state is recorded by a kept call. */
  const recorded = new Set<number>();
  const calls: Call[] = [];
  for (const [index, call] of session.calls.entries()) {
    for (const state of call.before) states.set(state.id, state);
    if (isKept(index)) {
      const ids = new Set(call.before.map(({ id }) => id));
      const missing = collectReachableStates(listRoots(call), states).filter(
        ({ id }) => !recorded.has(id) && !ids.has(id) && !moduleObjects.has(id),
      );
      calls.push({ ...call, before: [...missing, ...call.before] });
      for (const state of [...missing, ...listStatesOfCall(call)]) recorded.add(state.id);
    } else {
      // Its state may have changed by the time it is needed.
      for (const state of listStatesOfCall(call)) recorded.delete(state.id);
    }
    for (const state of listStatesOfCall(call)) states.set(state.id, state);
  }
  return { ...session, calls };
}

function listStatesOfCall(call: Call): readonly ObjectState[] {
  return [...call.before, ...listStatesDuring(call)];
}

/** Returns the values that a call starts with, and the answers of its callbacks. */
function listRoots({ callee, self, given, callbacks }: Call): readonly EncodedValue[] {
  const answers = callbacks.map(({ outcome }) => outcomeValue(outcome));
  return [...('of' in callee ? [callee.of] : []), self, ...given, ...answers];
}

/**
 * Returns the calls that a call needs: those that created what it uses, and earlier calls on the
 * same objects. In their order, the call itself last.
 * @param most - Maximum number; beyond it the search stops, and the calls found so far are
 * returned.
 */
export function findRequiredCalls(
  session: Session,
  last: number,
  most = Number.POSITIVE_INFINITY,
): readonly number[] {
  const inside = findModuleObjects(session);
  const needed = new Set([last]);
  const wanted = new Set<number>();
  for (let index = last; index >= 0; index -= 1) {
    const call = session.calls[index];
    if (call === undefined) continue;
    const states = new Map(listStatesOfCall(call).map((state) => [state.id, state]));
    const makes = [...call.after, ...call.callbacks.flatMap(({ before }) => before)];
    const uses = [
      ...listRoots(call),
      ...collectReachableStates(listRoots(call), states).flatMap((state) => [
        ...listReferences(state),
        ...listPrototype(state),
      ]),
    ].flatMap((value) => referencedId(value) ?? []);
    const isUsed = makes.some(({ id }) => wanted.has(id)) || uses.some((id) => wanted.has(id));
    if (index !== last && !isUsed) continue;
    needed.add(index);
    if (needed.size > most) break;
    for (const id of uses) if (inside.has(id)) wanted.add(id);
  }
  return [...needed].sort((index, other) => index - other);
}

/** Calls of a session that are replayed as they are, each several times. */
const MOST_REPLAYED_CALLS = 5_000;
/** Calls of each function that are left of a longer one, and the most that each of them needs. */
const CHOSEN = 12;
const MOST_NEEDED = 600;

/**
 * Leaves of a long session some calls of each function, with those that they need: an index with
 * 80,000 items shows no more than one with 100. Each represents its share of those left out.
 */
export function trimSession(session: Session): Session {
  if (session.calls.length <= MOST_REPLAYED_CALLS) return session;
  const names = formatCallNames(session);
  const indexes = Map.groupBy(names.keys(), (index) => names[index] ?? '');
  const kept = new Set<number>();
  for (const ofFunction of indexes.values()) {
    const step = Math.max(1, Math.floor(ofFunction.length / CHOSEN));
    for (let at = 0; at < ofFunction.length; at += step) {
      const needed = findRequiredCalls(session, ofFunction[at] ?? 0, MOST_NEEDED);
      if (needed.length <= MOST_NEEDED) for (const index of needed) kept.add(index);
    }
  }
  const left = new Map<string, number>();
  for (const index of kept) left.set(names[index] ?? '', (left.get(names[index] ?? '') ?? 0) + 1);
  const calls = session.calls.map((call, index) => {
    const name = names[index] ?? '';
    const share = (indexes.get(name)?.length ?? 0) / (left.get(name) ?? 1);
    return kept.has(index) ? { ...call, weight: Math.round((call.weight ?? 1) * share) } : call;
  });
  return filterCalls({ ...session, calls }, (index) => kept.has(index));
}
