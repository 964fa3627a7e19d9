import {
  findModuleObjects,
  type Session,
  type WalkedCall,
  walkCalls,
} from '../sessions/recorded-call-session.ts';
import { findObjectState, primitiveKind } from './collect-argument-values-from-sessions.ts';
import { type ArgumentPosition, listArgumentPositions } from './positions-of-argument-values.ts';
import { numberOf } from './recorded-value-limits.ts';

/**
 * Pairs of numbers in the arguments of a call of which the first never exceeded the second: the
 * ends of a range, the corners of a box. As `"add(0)\nadd(2)"`, the keys of their positions.
 */
export type RecordedOrder = ReadonlySet<string>;

/** Calls in which the first number exceeds a recorded second one, so that chance would break it. */
const ENOUGH_CALLS = 8;
/** Numbers beside each other whose pairs are compared. */
const MOST_NUMBERS = 8;

interface NumberPair {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** Finds the pairs that all recorded calls keep in order, if enough of them might have broken it. */
export function collectArgumentOrder(sessions: readonly Session[]): RecordedOrder {
  const recorded = new Map<string, { isKept: boolean; firsts: number[]; least: number }>();
  for (const { name, first, second } of sessions.flatMap(listNumberPairs)) {
    const pair = recorded.get(name) ?? { isKept: true, firsts: [], least: second };
    recorded.set(name, pair);
    pair.isKept &&= first <= second;
    pair.least = Math.min(pair.least, second);
    if (pair.isKept) pair.firsts.push(first);
  }
  return new Set(
    [...recorded].flatMap(([name, { isKept, firsts, least }]) =>
      isKept && firsts.filter((first) => first > least).length >= ENOUGH_CALLS ? [name] : [],
    ),
  );
}

/** True if the numbers of all calls are in the recorded order. */
export function hasRecordedOrder(session: Session, recorded: RecordedOrder): boolean {
  if (recorded.size === 0) return true;
  return listNumberPairs(session).every(
    ({ name, first, second }) => first <= second || !recorded.has(name),
  );
}

/** Describes a pair as an assumption. */
export function describeOrder(pair: string): string {
  const [first, second] = pair.split('\n');
  return `As in all recorded calls, ${first} is at most ${second}.`;
}

function listNumberPairs(session: Session): readonly NumberPair[] {
  const moduleObjects = findModuleObjects(session);
  const pairs: NumberPair[] = [];
  for (const { call, name, states } of walkCalls(session)) {
    const positions = listArgumentPositions(call, name, states, (id) => !moduleObjects.has(id));
    // Beside each other are the arguments of a call, and the properties of one object.
    const groups = Map.groupBy(positions.filter(isNamedNumber), ({ holder }) => holder?.id ?? null);
    for (const numbers of groups.values()) pairs.push(...pairNumbers(numbers));
  }
  return pairs;
}

function pairNumbers(positions: readonly ArgumentPosition[]): readonly NumberPair[] {
  const numbers = positions.slice(0, MOST_NUMBERS);
  return numbers.flatMap((first) =>
    numbers
      .filter((second) => second !== first)
      .map((second) => ({
        name: `${first.key}\n${second.key}`,
        first: numberOf(first.value) ?? Number.NaN,
        second: numberOf(second.value) ?? Number.NaN,
      })),
  );
}

/** Items of a list are data: their order is not that of their positions. */
function isNamedNumber({ value, holder }: ArgumentPosition): boolean {
  return numberOf(value) !== null && (holder === null || holder.at.kind === 'property');
}

/**
 * Types of arguments that were recorded together, by function: `chunk(array, number)` and
 * `chunk(number)` do not make `chunk(array)` a call that anybody makes.
 */
export type RecordedArgumentTypes = ReadonlyMap<string, ReadonlySet<string>>;

/** Collects the types of the arguments of each call. */
export function collectArgumentTypes(sessions: readonly Session[]): RecordedArgumentTypes {
  const recorded = new Map<string, Set<string>>();
  for (const session of sessions) {
    for (const walked of walkCalls(session)) {
      const types = recorded.get(walked.name) ?? new Set();
      recorded.set(walked.name, types.add(formatArgumentTypes(walked)));
    }
  }
  return recorded;
}

/** True if each call has arguments of types that were recorded together. */
export function hasRecordedTypes(session: Session, recorded: RecordedArgumentTypes): boolean {
  // A function of another name was never recorded by itself, such as a member of a result.
  return walkCalls(session).every(
    (walked) => recorded.get(walked.name)?.has(formatArgumentTypes(walked)) !== false,
  );
}

function formatArgumentTypes({ call, states }: WalkedCall): string {
  return call.given
    .map((value) => findObjectState(value, states)?.shape.kind ?? primitiveKind(value))
    .join();
}
