import type { Session } from '../recorded-call-session.ts';
import { findModuleObjects, walkCalls } from '../replay/object-state-timeline-and-call-names.ts';
import { collectReachableStates } from '../sessions/filter-calls-in-recorded-session.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { listArgumentPlaces } from './positions-of-argument-values.ts';
import {
  concludeLimits,
  createLimitObservations,
  type LimitObservations,
  observeLimits,
  type PlaceKind,
  type RecordedLimits,
} from './recorded-value-limits.ts';

/** A value with all that it leads to. */
export interface ValueSample {
  readonly value: EncodedValue;
  readonly states: readonly ObjectState[];
}

/** Values observed at places of one kind. */
export interface PlaceObservations {
  readonly types: ReadonlySet<string>;
  readonly samples: readonly ValueSample[];
  /** Properties that objects there had sometimes, and sometimes not. */
  readonly optional: ReadonlySet<string>;
  readonly limits: RecordedLimits;
}

const MOST_SAMPLES = 24;

/** Collects the values that sessions show at each place. */
export function collectObservedValues(
  sessions: readonly Session[],
): ReadonlyMap<string, PlaceObservations> {
  const seen = new Map<string, Gathered>();
  for (const session of sessions) {
    const inside = findModuleObjects(session);
    for (const { call, name, states } of walkCalls(session)) {
      const places = listArgumentPlaces(call, name, states, (id) => !inside.has(id));
      for (const { key, value } of places) {
        const gathered = seen.get(key) ?? {
          types: new Set(),
          samples: [],
          keys: new Map(),
          count: 0,
          limits: createLimitObservations(),
        };
        seen.set(key, gathered);
        gather(gathered, value, states, inside);
      }
    }
  }
  return new Map([...seen].map(([key, observations]) => [key, seenOf(key, observations)]));
}

interface Gathered {
  readonly types: Set<string>;
  readonly samples: ValueSample[];
  readonly keys: Map<string, number>;
  count: number;
  readonly limits: LimitObservations;
}

function gather(
  gathered: Gathered,
  value: EncodedValue,
  states: ReadonlyMap<number, ObjectState>,
  inside: ReadonlySet<number>,
): void {
  const { types, samples, keys, limits } = gathered;
  const state = findObjectState(value, states);
  types.add(state?.shape.kind ?? primitiveKind(value));
  observeLimits(
    limits,
    value,
    state?.shape.kind === 'array' ? state.shape.items.length : undefined,
  );
  if (state?.shape.kind === 'object') {
    gathered.count += 1;
    for (const { key } of state.properties) {
      if (typeof key === 'string') keys.set(key, (keys.get(key) ?? 0) + 1);
    }
  }
  if (samples.length >= MOST_SAMPLES) return;
  const all = collectReachableStates([value], states);
  if (all.length < 200 && !all.some(({ id }) => inside.has(id))) {
    samples.push({ value, states: all });
  }
}

function seenOf(
  place: string,
  { types, samples, keys, count, limits }: Gathered,
): PlaceObservations {
  const optional = [...keys].filter(([, times]) => times < count).map(([key]) => key);
  return {
    types,
    samples,
    optional: new Set(optional),
    limits: concludeLimits(limits, placeKind(place)),
  };
}

/** Tells the kind of a place by the end of its key (`positions-of-argument-values.ts`). */
function placeKind(key: string): PlaceKind {
  if (key.endsWith(')')) return 'argument';
  return key.endsWith('[]') ? 'item' : 'property';
}

/** Kind of a primitive. */
export function primitiveKind(value: EncodedValue): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return value.is;
}

export function findObjectState(
  value: EncodedValue,
  states: ReadonlyMap<number, ObjectState>,
): ObjectState | undefined {
  const isReference = typeof value === 'object' && value !== null && value.is === 'object';
  return isReference ? states.get(value.id) : undefined;
}
