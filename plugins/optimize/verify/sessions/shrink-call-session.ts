import type { Difference } from '../check/compare-module-versions.ts';
import type { EncodedProperty, EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { collectReachableStates, listContents, replaceContent } from '../values/object-contents.ts';
import { filterCalls, findRequiredCalls } from './filter-calls-in-recorded-session.ts';
import {
  type Call,
  findModuleObjects,
  listStatesDuring,
  type Session,
} from './recorded-call-session.ts';

export interface FoundDifference {
  readonly session: Session;
  readonly difference: Difference;
}

export interface ShrinkLimits {
  /** On the monotonic clock, in milliseconds. */
  readonly until: number;
  readonly maxTries: number;
  /** Returns true if an object may lack a property of this name. */
  readonly canLack: (name: string) => boolean;
}

/**
 * Minimizes a session while both versions still differ in the same way.
 * @param findDifference - Compares both versions in a session; null if they are the same or the result
 * is inconclusive.
 */
export async function shrinkSession(
  found: FoundDifference,
  findDifference: (session: Session) => Promise<Difference | null>,
  { until, maxTries, canLack }: ShrinkLimits,
): Promise<FoundDifference> {
  let best = dropLaterCalls(found);
  let tries = 0;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const smaller of generateSmallerSessions(best.session, canLack)) {
      if (tries >= maxTries || performance.now() > until) return best;
      tries += 1;
      const session = removeUnreferencedObjects(smaller);
      const difference = await findDifference(session);
      if (difference?.kind !== found.difference.kind) continue;
      best = dropLaterCalls({ session, difference });
      isSmaller = true;
      break;
    }
  }
  return best;
}

/** Removes the calls after the difference, which show nothing. */
function dropLaterCalls({ session, difference }: FoundDifference): FoundDifference {
  return { session: filterCalls(session, (index) => index <= difference.call), difference };
}

/**
 * Generates sessions that are one step smaller, those that save most first.
 * @param canLack - Returns true if an object may lack a property of this name; others stay, since
 * no caller omits them.
 */
export function* generateSmallerSessions(
  session: Session,
  canLack: (name: string) => boolean,
): Generator<Session> {
  const { calls } = session;
  const last = calls.length - 1;
  if (last > 0) {
    yield filterCalls(session, (index) => index === last);
    const needed = new Set(findRequiredCalls(session, last));
    if (needed.size < calls.length) yield filterCalls(session, (index) => needed.has(index));
    for (let index = 0; index < last; index += 1)
      yield filterCalls(session, (each) => each !== index);
  }
  for (const [index, call] of calls.entries()) {
    for (const smaller of smallerCalls(call, canLack))
      yield { ...session, calls: calls.with(index, smaller) };
  }
}

/** Removes unreferenced objects; those only a later call refers to are recorded with that call. */
export function removeUnreferencedObjects(session: Session): Session {
  const moduleObjects = findModuleObjects(session);
  const states = new Map<number, ObjectState>();
  const waiting = new Map<number, ObjectState>();
  const known = new Set<number>();
  const calls = session.calls.map((call): Call => {
    for (const state of call.before) {
      states.set(state.id, state);
      waiting.set(state.id, state);
    }
    const roots = [
      'of' in call.callee ? call.callee.of : null,
      call.self,
      ...call.given,
      ...call.callbacks.flatMap(({ given, self }) => [self, ...given]),
    ];
    const needed = new Set(collectReachableStates(roots, states).map(({ id }) => id));
    // Code that received the object before sees its changes.
    const before = [...waiting.values()].filter(
      ({ id }) => needed.has(id) || known.has(id) || moduleObjects.has(id),
    );
    for (const { id } of before) {
      waiting.delete(id);
      known.add(id);
    }
    for (const state of listStatesDuring(call)) {
      states.set(state.id, state);
      known.add(state.id);
    }
    return { ...call, before };
  });
  return { ...session, calls };
}

function* smallerCalls(call: Call, canLack: (name: string) => boolean): Generator<Call> {
  const { given, before, callbacks } = call;
  if (callbacks.length > 3) yield { ...call, callbacks: callbacks.slice(0, callbacks.length >> 1) };
  for (const index of callbacks.keys()) yield { ...call, callbacks: callbacks.toSpliced(index, 1) };
  for (const [index, value] of given.entries()) {
    for (const smaller of smallerValues(value))
      yield { ...call, given: given.with(index, smaller) };
  }
  // An object that an earlier call left may stay as it is.
  for (const index of before.keys()) yield { ...call, before: before.toSpliced(index, 1) };
  for (const [index, state] of before.entries()) {
    for (const smaller of smallerStates(state, canLack))
      yield { ...call, before: before.with(index, smaller) };
  }
}

function* smallerStates(
  state: ObjectState,
  canLack: (name: string) => boolean,
): Generator<ObjectState> {
  const { shape, properties, closed } = state;
  if (closed !== undefined) {
    const { closed: _, ...open } = state;
    yield open;
  }
  if (shape.kind === 'array') {
    for (const items of shorterLists(shape.items)) yield { ...state, shape: { ...shape, items } };
  } else if (shape.kind === 'set') {
    for (const items of shorterLists(shape.items)) yield { ...state, shape: { ...shape, items } };
  } else if (shape.kind === 'map') {
    for (const entries of shorterLists(shape.entries))
      yield { ...state, shape: { ...shape, entries } };
  }
  // Some properties are required by the kind of object.
  if (shape.kind === 'function' || shape.kind === 'opaque' || shape.kind === 'error') return;
  for (const fewer of shorterLists<EncodedProperty>(properties)) {
    const isLacking = ({ key }: EncodedProperty): boolean =>
      !fewer.some((property) => property.key === key) && !(typeof key === 'string' && canLack(key));
    if (!properties.some(isLacking)) yield { ...state, properties: fewer };
  }
  for (const { value, position } of listContents(state)) {
    for (const smaller of smallerValues(value)) yield replaceContent(state, position, smaller);
  }
}

/** Yields shorter versions of a list: halves, without a quarter, and without one item. */
function* shorterLists<T>(items: readonly T[]): Generator<readonly T[]> {
  const { length } = items;
  const quarter = length >> 2;
  if (length > 3) {
    yield items.slice(0, length >> 1);
    yield items.slice(length >> 1);
  }
  if (quarter > 1) {
    for (let at = 0; at < length; at += quarter) yield items.toSpliced(at, quarter);
  }
  if (length > 60) return;
  for (const index of items.keys()) yield items.toSpliced(index, 1);
}

function* smallerValues(value: EncodedValue): Generator<EncodedValue> {
  if (typeof value === 'string' && value.length > 1) {
    yield value.slice(0, value.length >> 1);
    yield value.slice(value.length >> 1);
    yield value.slice(1);
    yield value.slice(0, -1);
  } else if (typeof value === 'number' && value !== 0 && value !== 1) {
    yield 0;
    yield 1;
    if (Math.abs(value) > 2) yield Math.trunc(value / 2);
  }
}
