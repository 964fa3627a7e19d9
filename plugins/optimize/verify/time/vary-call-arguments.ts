import type { Call, Session } from '../recorded-call-session.ts';
import type { EncodedProperty, EncodedValue, ObjectState } from '../values/encoded-value.ts';

/** Offset between the iterations of both versions, so that their arguments differ. */
export const VERSION_OFFSET = 2 ** 19;

/**
 * Changed arguments of a call: one by its index, all, or only the contents of lists, objects and
 * buffers, so that sizes and options stay.
 */
export type VariedArguments = number | 'all' | 'contents';

/** Changes strings and numbers in the last call of a session to values of no other iteration. */
export function varyArguments(
  slice: Session,
  argument: VariedArguments,
  iteration: number,
): Session {
  const last = slice.calls.length - 1;
  const call = slice.calls[last];
  if (call === undefined) return slice;
  const given = call.given.map((value, index) =>
    argument === 'all' || argument === index ? varyValue(value, iteration) : value,
  );
  const before =
    typeof argument === 'number'
      ? call.before
      : call.before.map((state) => varyState(state, iteration));
  const other: Call = { ...call, given, before };
  return { ...slice, calls: slice.calls.with(last, other) };
}

const LETTERS = 'abcdefghijklmnop';
/** Numbers change by less than one, so that loops up to them take no longer. */
const NUMBER_STEP = 2 ** -16;

function varyValue<T extends EncodedValue | { readonly is: 'hole' }>(
  value: T,
  iteration: number,
): T {
  if (typeof value === 'number')
    return ((value as number) + ((iteration % VERSION_OFFSET) + 1) * NUMBER_STEP) as T;
  if (typeof value !== 'string') return value;
  const isNumber = /^\d+$/u.test(value);
  const digits = iteration.toString(16).padStart(5, '0');
  const letters = isNumber
    ? String(iteration).padStart(5, '0')
    : [...digits].map((digit) => LETTERS[Number.parseInt(digit, 16)]).join('');
  // `join` creates a flat string; concatenation would create two linked strings, which take more
  // memory.
  return [value, letters].join('') as T;
}

/** Replaces three bytes in the middle: the beginning of a file often tells its format. */
function varyBytes(base64: string, iteration: number): string {
  const at = (base64.length >> 3) * 4;
  const replaced = base64.slice(at, at + 4);
  if (replaced.length < 4 || replaced.includes('=')) return base64;
  const bytes = Buffer.from([iteration >> 16, iteration >> 8, iteration]).toString('base64');
  return [base64.slice(0, at), bytes, base64.slice(at + 4)].join('');
}

function varyState(state: ObjectState, iteration: number): ObjectState {
  const { shape } = state;
  const properties = state.properties.map(
    (property): EncodedProperty =>
      property.get === undefined
        ? { ...property, value: varyValue(property.value, iteration) }
        : property,
  );
  switch (shape.kind) {
    case 'array': {
      const items = shape.items.map((item) => varyValue(item, iteration));
      return { ...state, properties, shape: { ...shape, items } };
    }
    case 'set': {
      const items = shape.items.map((item) => varyValue(item, iteration));
      return { ...state, properties, shape: { ...shape, items } };
    }
    case 'object':
      return { ...state, properties };
    case 'bytes':
      return { ...state, shape: { ...shape, base64: varyBytes(shape.base64, iteration) } };
    default:
      return state;
  }
}
