import type { Call, Session } from '../recorded-call-session.ts';
import type { EncodedProperty, EncodedValue, ObjectState } from '../values/encoded-value.ts';

/** Offset between the iterations of both sides, so that their arguments differ. */
export const APART = 2 ** 19;

/**
 * Changes strings and numbers of a session's last call to values of no other iteration.
 * @param places - Index of the argument that changes, or all of them.
 */
export function varied(slice: Session, places: number | 'all', turn: number): Session {
  const last = slice.calls.length - 1;
  const call = slice.calls[last];
  if (call === undefined) return slice;
  const given = call.given.map((value, index) =>
    places === 'all' || places === index ? variedValue(value, turn) : value,
  );
  const before =
    places === 'all' ? call.before.map((state) => variedState(state, turn)) : call.before;
  const other: Call = { ...call, given, before };
  return { ...slice, calls: slice.calls.with(last, other) };
}

const LETTERS = 'abcdefghijklmnop';
/** Numbers change by less than one, so that loops up to them take no longer. */
const PART = 2 ** -16;

function variedValue<T extends EncodedValue | { readonly is: 'hole' }>(value: T, turn: number): T {
  if (typeof value === 'number') return ((value as number) + ((turn % APART) + 1) * PART) as T;
  if (typeof value !== 'string') return value;
  const isNumber = /^\d+$/u.test(value);
  const digits = turn.toString(16).padStart(5, '0');
  const letters = isNumber
    ? String(turn).padStart(5, '0')
    : [...digits].map((digit) => LETTERS[Number.parseInt(digit, 16)]).join('');
  // `join` creates a flat string; concatenation would create two linked strings, which take more
  // memory.
  return [value, letters].join('') as T;
}

function variedState(state: ObjectState, turn: number): ObjectState {
  const { shape } = state;
  const properties = state.properties.map(
    (property): EncodedProperty =>
      property.get === undefined
        ? { ...property, value: variedValue(property.value, turn) }
        : property,
  );
  switch (shape.kind) {
    case 'array': {
      const items = shape.items.map((item) => variedValue(item, turn));
      return { ...state, properties, shape: { ...shape, items } };
    }
    case 'set': {
      const items = shape.items.map((item) => variedValue(item, turn));
      return { ...state, properties, shape: { ...shape, items } };
    }
    case 'object':
      return { ...state, properties };
    default:
      return state;
  }
}
