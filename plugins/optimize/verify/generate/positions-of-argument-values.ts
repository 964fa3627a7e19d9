import type { Call } from '../sessions/recorded-call-session.ts';
import type { EncodedValue, ObjectState, ObjectStates } from '../values/encoded-value.ts';
import { isHole, isReference } from '../values/value-codec.ts';

/** Position of a value in the arguments of a call. */
export interface ArgumentPosition {
  /** Equal for equivalent positions, such as all items of a list: `sort(0)`, `sort(0)[].name`. */
  readonly key: string;
  readonly value: EncodedValue;
  /** Object that contains the value, and its position there; null for an argument itself. */
  readonly holder: ValueHolder | null;
  /** Index of the argument that it lies in; -1: `this`. */
  readonly argument: number;
}

export interface ValueHolder {
  readonly id: number;
  readonly at:
    | { readonly kind: 'item' | 'member' | 'key' | 'entry'; readonly index: number }
    | { readonly kind: 'property'; readonly index: number };
}

const MOST_POSITIONS = 400;

/**
 * Lists the values in a call's arguments, outermost first.
 * @param states - Object states at the beginning of the call.
 * @param isCallerObject - Returns true for objects created by the caller; what those of the module
 * contain is internal.
 */
export function listArgumentPositions(
  call: Call,
  name: string,
  states: ObjectStates,
  isCallerObject: (id: number) => boolean,
): readonly ArgumentPosition[] {
  const positions: ArgumentPosition[] = call.given.map((value, argument) => ({
    key: `${name}(${argument})`,
    value,
    holder: null,
    argument,
  }));
  const seen = new Set<number>();
  // Grows while it is read.
  for (const { value, key, argument } of positions) {
    if (positions.length >= MOST_POSITIONS) break;
    if (!isReference(value)) continue;
    const state = states.get(value.id);
    if (state === undefined || seen.has(value.id) || !isCallerObject(value.id)) continue;
    seen.add(value.id);
    positions.push(...listContentPositions(state, key).map((inner) => ({ ...inner, argument })));
  }
  return positions;
}

function listContentPositions(
  state: ObjectState,
  key: string,
): readonly Omit<ArgumentPosition, 'argument'>[] {
  const { id, shape, properties } = state;
  if (shape.kind === 'function' || shape.kind === 'opaque') return [];
  const isDictionary = shape.kind === 'object' && properties.length > 12;
  const own = properties.flatMap((property, index) => {
    const { key: name, value } = property;
    if (value === null || typeof name !== 'string') return [];
    const holder: ValueHolder = { id, at: { kind: 'property', index } };
    return [{ key: `${key}.${isDictionary ? '*' : name}`, value, holder }];
  });
  const at = (kind: 'item' | 'member' | 'key' | 'entry', index: number): ValueHolder => ({
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

/** Returns the state of an object with another value in one position. */
export function replaceValue(
  state: ObjectState,
  { at }: ValueHolder,
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
