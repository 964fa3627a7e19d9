import { findModuleObjects, type Session, walkCalls } from '../sessions/recorded-call-session.ts';
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
const MOST_NUMBERS = 8;

interface NumberPair {
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** Finds the pairs that all recorded calls keep in order, if enough of them might have broken it. */
export function collectArgumentOrder(sessions: readonly Session[]): RecordedOrder {
  const pairs = Map.groupBy(sessions.flatMap(listNumberPairs), ({ name }) => name);
  const isOrder = (all: readonly NumberPair[]): boolean => {
    const least = all.reduce((low, { second }) => Math.min(low, second), Number.POSITIVE_INFINITY);
    return (
      all.every(({ first, second }) => first <= second) &&
      all.filter(({ first }) => first > least).length >= ENOUGH_CALLS
    );
  };
  return new Set([...pairs].flatMap(([name, all]) => (isOrder(all) ? [name] : [])));
}

export function hasRecordedOrder(session: Session, recorded: RecordedOrder): boolean {
  if (recorded.size === 0) return true;
  return listNumberPairs(session).every(
    ({ name, first, second }) => first <= second || !recorded.has(name),
  );
}

export function describeOrder(pair: string): string {
  const [first, second] = pair.split('\n');
  return `As in all recorded calls, ${first} is at most ${second}.`;
}

function listNumberPairs(session: Session): readonly NumberPair[] {
  const moduleObjects = findModuleObjects(session);
  return walkCalls(session)
    .flatMap(({ call, name, states }) => {
      const positions = listArgumentPositions(call, name, states, (id) => !moduleObjects.has(id));
      // Beside each other are the arguments of a call, and the properties of one object.
      const groups = Map.groupBy(positions.filter(isNamed), ({ holder }) => holder?.id ?? null);
      return [...groups.values()].flatMap(pairNumbers);
    })
    .toArray();
}

function pairNumbers(positions: readonly ArgumentPosition[]): readonly NumberPair[] {
  const numbers = positions
    .flatMap(({ key, value }) => {
      const number = numberOf(value);
      return number === null ? [] : [{ key, number }];
    })
    .slice(0, MOST_NUMBERS);
  return numbers.flatMap((first) =>
    numbers
      .filter((second) => second !== first)
      .map((second) => ({
        name: `${first.key}\n${second.key}`,
        first: first.number,
        second: second.number,
      })),
  );
}

/** Items of a list are data: their order is not that of their positions. */
function isNamed({ holder }: ArgumentPosition): boolean {
  return holder === null || holder.at.kind === 'property';
}

/**
 * Types of arguments that were recorded together, by function: `chunk(array, number)` and
 * `chunk(number)` do not make `chunk(array)` a call that anybody makes.
 */
export type RecordedArgumentTypes = ReadonlyMap<string, ReadonlySet<string>>;

export function collectArgumentTypes(sessions: readonly Session[]): RecordedArgumentTypes {
  const recorded = new Map<string, Set<string>>();
  for (const { name, types } of sessions.flatMap(listArgumentTypes)) {
    recorded.set(name, (recorded.get(name) ?? new Set()).add(types));
  }
  return recorded;
}

export function hasRecordedTypes(session: Session, recorded: RecordedArgumentTypes): boolean {
  // A function of another name was never recorded by itself, such as a member of a result.
  return listArgumentTypes(session).every(
    ({ name, types }) => recorded.get(name)?.has(types) !== false,
  );
}

function listArgumentTypes(session: Session) {
  return walkCalls(session)
    .map(({ call, name, states }) => {
      const kinds = call.given.map(
        (value) => findObjectState(value, states)?.shape.kind ?? primitiveKind(value),
      );
      return { name, types: kinds.join() };
    })
    .toArray();
}
