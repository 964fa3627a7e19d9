import { bornInside, callName, createTimeline } from '../replay/timeline.ts';
import type { Session } from '../session.ts';
import { reached } from '../sessions/keep-calls.ts';
import type { ObjectState, Value } from '../values/value.ts';
import { placesOf } from './places.ts';

/** A value with all that it leads to. */
export interface Sample {
  readonly value: Value;
  readonly states: readonly ObjectState[];
}

/** Values observed at places of one kind. */
export interface SeenAtPlace {
  readonly types: ReadonlySet<string>;
  readonly samples: readonly Sample[];
  /** Properties that objects there had sometimes, and sometimes not. */
  readonly optional: ReadonlySet<string>;
}

const MOST_SAMPLES = 24;

/** Collects the values that sessions show at each place. */
export function observedValues(sessions: readonly Session[]): ReadonlyMap<string, SeenAtPlace> {
  const seen = new Map<string, Gathered>();
  for (const session of sessions) {
    const inside = bornInside(session);
    const { states, tell } = createTimeline();
    for (const call of session.calls) {
      tell(call.before);
      for (const { key, value } of placesOf(
        call,
        callName(call, states),
        states,
        (id) => !inside.has(id),
      )) {
        const gathered = seen.get(key) ?? {
          types: new Set(),
          samples: [],
          keys: new Map(),
          count: 0,
        };
        seen.set(key, gathered);
        gather(gathered, value, states, inside);
      }
      for (const callback of call.callbacks) {
        tell(callback.before);
        tell(callback.after);
      }
      tell(call.after);
    }
  }
  return new Map([...seen].map(([key, observations]) => [key, seenOf(observations)]));
}

interface Gathered {
  readonly types: Set<string>;
  readonly samples: Sample[];
  readonly keys: Map<string, number>;
  count: number;
}

function gather(
  gathered: Gathered,
  value: Value,
  states: ReadonlyMap<number, ObjectState>,
  inside: ReadonlySet<number>,
): void {
  const { types, samples, keys } = gathered;
  const state = stateOf(value, states);
  types.add(state?.shape.kind ?? primitiveKind(value));
  if (state?.shape.kind === 'object') {
    gathered.count += 1;
    for (const { key } of state.properties) {
      if (typeof key === 'string') keys.set(key, (keys.get(key) ?? 0) + 1);
    }
  }
  if (samples.length >= MOST_SAMPLES) return;
  const all = reached([value], states);
  if (all.length < 200 && !all.some(({ id }) => inside.has(id))) {
    samples.push({ value, states: all });
  }
}

function seenOf({ types, samples, keys, count }: Gathered): SeenAtPlace {
  const optional = [...keys].filter(([, times]) => times < count).map(([key]) => key);
  return { types, samples, optional: new Set(optional) };
}

/** Kind of a primitive. */
export function primitiveKind(value: Value): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return value.is;
}

export function stateOf(
  value: Value,
  states: ReadonlyMap<number, ObjectState>,
): ObjectState | undefined {
  const isReference = typeof value === 'object' && value !== null && value.is === 'object';
  return isReference ? states.get(value.id) : undefined;
}
