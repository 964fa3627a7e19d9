import type { Call } from '../recorded-call-session.ts';
import type { EncodedValue, ObjectState } from '../values/encoded-value.ts';
import { isHole } from '../values/value-codec.ts';

/** Place of a value in the arguments of a call. */
export interface ArgumentPlace {
  /** Equal for equivalent places: all items of a list share one key. */
  readonly key: string;
  readonly value: EncodedValue;
  /** Object that contains the value, and its position there; null for an argument itself. */
  readonly holder: ContainingObject | null;
  /** Index of the argument that it lies in; -1: `this`. */
  readonly argument: number;
}

export interface ContainingObject {
  readonly id: number;
  readonly at:
    | { readonly kind: 'item' | 'member' | 'key' | 'entry'; readonly index: number }
    | { readonly kind: 'property'; readonly index: number };
}

/** Maximum number of places. */
const MOST = 400;

/**
 * Lists the values in a call's arguments, outermost first.
 * @param states - Object states at the beginning of the call.
 * @param isOutside - Returns true for objects created by the caller; those of the module are
 * internal.
 */
export function listArgumentPlaces(
  call: Call,
  name: string,
  states: ReadonlyMap<number, ObjectState>,
  isOutside: (id: number) => boolean,
): readonly ArgumentPlace[] {
  const places: ArgumentPlace[] = call.given.map((value, argument) => ({
    key: `${name}(${argument})`,
    value,
    holder: null,
    argument,
  }));
  const seen = new Set<number>();
  // Grows while it is read.
  for (const { value, key, argument } of places) {
    if (places.length >= MOST) break;
    if (typeof value !== 'object' || value === null || value.is !== 'object') continue;
    const state = states.get(value.id);
    if (state === undefined || seen.has(value.id) || !isOutside(value.id)) continue;
    seen.add(value.id);
    places.push(...inside(state, key).map((place) => ({ ...place, argument })));
  }
  return places;
}

function inside(state: ObjectState, key: string): readonly Omit<ArgumentPlace, 'argument'>[] {
  const { id, shape, properties } = state;
  if (shape.kind === 'function' || shape.kind === 'opaque') return [];
  const isDictionary = shape.kind === 'object' && properties.length > 12;
  const own = properties.flatMap((property, index) => {
    const { key: name, value } = property;
    if (value === null || typeof name !== 'string') return [];
    const holder: ContainingObject = { id, at: { kind: 'property', index } };
    return [{ key: `${key}.${isDictionary ? '*' : name}`, value, holder }];
  });
  const at = (kind: 'item' | 'member' | 'key' | 'entry', index: number): ContainingObject => ({
    id,
    at: { kind, index },
  });
  switch (shape.kind) {
    case 'array':
      return [
        ...shape.items.flatMap((item, index) =>
          isHole(item) ? [] : [{ key: `${key}[]`, value: item, holder: at('item', index) }],
        ),
        ...own,
      ];
    case 'set':
      return shape.items.map((value, index) => ({
        key: `${key}[]`,
        value,
        holder: at('member', index),
      }));
    case 'map':
      return shape.entries.flatMap(([entry, value], index) => [
        { key: `${key}{key}`, value: entry, holder: at('key', index) },
        { key: `${key}{}`, value, holder: at('entry', index) },
      ]);
    default:
      return own;
  }
}

/** Returns the state of an object with another value in one place. */
export function replaceValue(
  state: ObjectState,
  { at }: ContainingObject,
  value: EncodedValue,
): ObjectState {
  const { shape, properties } = state;
  const { index } = at;
  if (at.kind === 'property') {
    return {
      ...state,
      properties: properties.map((property, each) =>
        each === index ? { ...property, value } : property,
      ),
    };
  }
  if (shape.kind === 'array')
    return { ...state, shape: { ...shape, items: shape.items.with(index, value) } };
  if (shape.kind === 'set')
    return { ...state, shape: { ...shape, items: shape.items.with(index, value) } };
  if (shape.kind !== 'map') return state;
  const [key, old] = shape.entries[index] ?? [null, null];
  const entry = at.kind === 'key' ? ([value, old] as const) : ([key, value] as const);
  return { ...state, shape: { ...shape, entries: shape.entries.with(index, entry) } };
}
