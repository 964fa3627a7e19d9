import { findModuleObjects, type Session, walkCalls } from '../sessions/recorded-call-session.ts';
import {
  type EncodedValue,
  isReference,
  type ObjectState,
  type ObjectStates,
} from '../values/encoded-value.ts';
import { collectReachableStates } from '../values/object-contents.ts';
import { listArgumentPositions } from './positions-of-argument-values.ts';
import {
  concludeLimits,
  createLimitObservations,
  type LimitObservations,
  observeLimits,
  type PositionKind,
  type RecordedLimits,
} from './recorded-value-limits.ts';

/** A value with the states of all objects that it leads to. */
export interface ValueSample {
  readonly value: EncodedValue;
  readonly states: readonly ObjectState[];
}

/** Values observed at equivalent positions. */
export interface ObservedValues {
  readonly types: ReadonlySet<string>;
  readonly samples: readonly ValueSample[];
  /** Properties that only some of the objects had. */
  readonly optional: ReadonlySet<string>;
  readonly limits: RecordedLimits;
}

/** Observed values, by the key of their position. */
export type Observations = ReadonlyMap<string, ObservedValues>;

const MOST_SAMPLES = 24;
/** Objects from which on a value is too large for a sample. */
const MOST_OBJECTS = 200;

/** Collects the values that sessions show, by the key of their position. */
export function collectObservedValues(sessions: readonly Session[]): Observations {
  const tallies = new Map<string, ValueTally>();
  for (const session of sessions) {
    const moduleObjects = findModuleObjects(session);
    const isCallerObject = (id: number): boolean => !moduleObjects.has(id);
    for (const { call, name, states } of walkCalls(session)) {
      for (const { key, value } of listArgumentPositions(call, name, states, isCallerObject)) {
        const tally = tallies.get(key) ?? {
          types: new Set(),
          samples: [],
          keys: new Map(),
          count: 0,
          limits: createLimitObservations(),
        };
        tallies.set(key, tally);
        addValue(tally, value, states, moduleObjects);
      }
    }
  }
  return new Map([...tallies].map(([key, tally]) => [key, summarizeTally(key, tally)]));
}

interface ValueTally {
  readonly types: Set<string>;
  readonly samples: ValueSample[];
  /** Number of the objects that had each property. */
  readonly keys: Map<string, number>;
  /** Number of objects. */
  count: number;
  readonly limits: LimitObservations;
}

function addValue(
  tally: ValueTally,
  value: EncodedValue,
  states: ObjectStates,
  moduleObjects: ReadonlySet<number>,
): void {
  const { types, samples, keys, limits } = tally;
  const state = findObjectState(value, states);
  types.add(state?.shape.kind ?? primitiveKind(value));
  observeLimits(
    limits,
    value,
    state?.shape.kind === 'array' ? state.shape.items.length : undefined,
  );
  if (state?.shape.kind === 'object') {
    tally.count += 1;
    for (const { key } of state.properties) {
      if (typeof key === 'string') keys.set(key, (keys.get(key) ?? 0) + 1);
    }
  }
  if (samples.length >= MOST_SAMPLES) return;
  const reachable = collectReachableStates([value], states);
  if (reachable.length < MOST_OBJECTS && !reachable.some(({ id }) => moduleObjects.has(id))) {
    samples.push({ value, states: reachable });
  }
}

function summarizeTally(
  positionKey: string,
  { types, samples, keys, count, limits }: ValueTally,
): ObservedValues {
  const optional = [...keys].filter(([, times]) => times < count).map(([key]) => key);
  return {
    types,
    samples,
    optional: new Set(optional),
    limits: concludeLimits(limits, positionKind(positionKey)),
  };
}

/** Returns the kind of a position by the end of its key (`positions-of-argument-values.ts`). */
function positionKind(key: string): PositionKind {
  if (key.endsWith(')')) return 'argument';
  return key.endsWith('[]') ? 'item' : 'property';
}

export function primitiveKind(value: EncodedValue): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return value.is;
}

export function findObjectState(
  value: EncodedValue,
  states: ObjectStates,
): ObjectState | undefined {
  return isReference(value) ? states.get(value.id) : undefined;
}
