import { findModuleObjects, type Session, walkCalls } from '../sessions/recorded-call-session.ts';
import {
  type EncodedValue,
  isReference,
  type ObjectState,
  type ObjectStates,
} from '../values/encoded-value.ts';
import { collectReachableStates } from '../values/object-contents.ts';
import { listArgumentPositions } from './positions-of-argument-values.ts';
import { concludeLimits, numberOf, type RecordedLimits } from './recorded-value-limits.ts';

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
          propertyCounts: new Map(),
          objects: 0,
          numbers: [],
          lengths: [],
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
  readonly propertyCounts: Map<string, number>;
  objects: number;
  readonly numbers: number[];
  readonly lengths: number[];
}

function addValue(
  tally: ValueTally,
  value: EncodedValue,
  states: ObjectStates,
  moduleObjects: ReadonlySet<number>,
): void {
  const { types, samples, propertyCounts, numbers, lengths } = tally;
  const { shape, properties = [] } = findObjectState(value, states) ?? {};
  types.add(shape?.kind ?? primitiveKind(value));
  const number = numberOf(value);
  if (number !== null) numbers.push(number);
  if (shape?.kind === 'array') lengths.push(shape.items.length);
  if (shape?.kind === 'object') {
    tally.objects += 1;
    for (const { key } of properties) {
      if (typeof key === 'string') propertyCounts.set(key, (propertyCounts.get(key) ?? 0) + 1);
    }
  }
  if (samples.length >= MOST_SAMPLES) return;
  const reachable = collectReachableStates([value], states);
  if (reachable.length < MOST_OBJECTS && !reachable.some(({ id }) => moduleObjects.has(id))) {
    samples.push({ value, states: reachable });
  }
}

function summarizeTally(
  key: string,
  { types, samples, propertyCounts, objects, numbers, lengths }: ValueTally,
): ObservedValues {
  const optional = [...propertyCounts].flatMap(([name, count]) => (count < objects ? [name] : []));
  // The end of a key names the kind of its position.
  const kind = key.endsWith(')') ? 'argument' : key.endsWith('[]') ? 'item' : 'property';
  const limits = concludeLimits(numbers, lengths, kind);
  return { types, samples, optional: new Set(optional), limits };
}

export function primitiveKind(value: EncodedValue): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? value.is : typeof value;
}

export function findObjectState(
  value: EncodedValue,
  states: ObjectStates,
): ObjectState | undefined {
  return isReference(value) ? states.get(value.id) : undefined;
}
