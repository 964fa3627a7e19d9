import type { CallSize } from '../../document/behavior-check-result.ts';
import type { Call, Session } from '../sessions/recorded-call-session.ts';
import { type EncodedValue, type ObjectState, referencedId } from '../values/encoded-value.ts';
import { mapContents } from '../values/object-contents.ts';
import type { TimedGroup } from './timed-call-groups.ts';

/**
 * Sizes to which recorded input is enlarged: the inputs of tests are small, and what a change saves
 * often grows with the input. Small enough for quadratic code to end.
 */
const ENLARGED_SIZES: Readonly<Record<'lists' | 'texts', number>> = { lists: 1_024, texts: 4_096 };

/**
 * Returns, for each function, its calls with the largest recorded input, enlarged by repeating the
 * texts, bytes and lists that it is given, and by further elements of its sets and maps. None where the input has no size, or is that large.
 */
export function enlargeLargestCalls(groups: readonly TimedGroup[]): readonly TimedGroup[] {
  const timed = groups.filter(({ slices }) => slices.length > 0);
  const functions = [...new Set(timed.map((group) => group.function))];
  return functions.flatMap((name) => {
    const own = timed.filter((group) => group.function === name && group.size.of !== 'any');
    const [largest] = own.toSorted((a, b) => b.size.up_to - a.size.up_to);
    const upTo = largest === undefined ? null : chooseEnlargedSize(largest.size);
    if (largest === undefined || upTo === null) return [];
    const slices = largest.slices.flatMap((slice) => enlarge(slice, upTo) ?? []);
    const size = { ...largest.size, up_to: upTo };
    return slices.length === 0 ? [] : [{ ...largest, size, slices, calls: 0, recordedMs: 0 }];
  });
}

function chooseEnlargedSize({ of, up_to: upTo }: CallSize): number | null {
  if (of === 'any') return null;
  return upTo * 4 <= ENLARGED_SIZES[of] ? ENLARGED_SIZES[of] : null;
}

/** Enlarges what the last call of a session is given; null: it is given nothing of a size. */
function enlarge(slice: Session, upTo: number): Session | null {
  const call = slice.calls.at(-1);
  if (call === undefined) return null;
  const lists = new Set(call.given.flatMap((value) => referencedId(value) ?? []));
  let isLarger = false;
  const repeat = (length: number): number => {
    if (length === 0) return 1;
    isLarger = true;
    return Math.ceil(upTo / length);
  };
  const given = call.given.map((value) =>
    typeof value === 'string' ? value.repeat(repeat(value.length)) : value,
  );
  const before = call.before.map((state) =>
    lists.has(state.id) ? enlargeState(state, repeat) : state,
  );
  if (!isLarger) return null;
  return { ...slice, calls: slice.calls.with(-1, { ...call, given, before }) };
}

function enlargeState(state: ObjectState, repeat: (length: number) => number): ObjectState {
  const { shape } = state;
  if (shape.kind === 'array') {
    const times = repeat(shape.items.length);
    const items = Array.from({ length: times }, () => shape.items).flat();
    return { ...state, shape: { ...shape, items } };
  }
  if (shape.kind === 'bytes' && shape.buffer === undefined) {
    const bytes = Buffer.from(shape.base64, 'base64');
    const all = Buffer.concat(Array.from({ length: repeat(bytes.length) }, () => bytes));
    return { ...state, shape: { ...shape, base64: all.toString('base64') } };
  }
  if (shape.kind === 'set') {
    const items = distinctCopies(shape.items, (item) => item, repeat);
    return { ...state, shape: { ...shape, items: items.map(({ key }) => key) } };
  }
  if (shape.kind === 'map') {
    const entries = distinctCopies(shape.entries, ([key]) => key, repeat);
    return {
      ...state,
      shape: { ...shape, entries: entries.map(({ key, element: [, value] }) => [key, value]) },
    };
  }
  return state;
}

/**
 * Repeats elements under different keys: texts get a suffix, numbers a multiple of the range of all
 * numbers. Elements with other keys cannot be distinguished, and stand once.
 */
function distinctCopies<Element>(
  elements: readonly Element[],
  keyOf: (element: Element) => EncodedValue,
  repeat: (length: number) => number,
): readonly { readonly key: EncodedValue; readonly element: Element }[] {
  const keys = elements.map(keyOf);
  const isRepeated = (key: EncodedValue): key is string | number =>
    typeof key === 'string' || typeof key === 'number';
  const numbers = keys.filter((key) => typeof key === 'number');
  const step = Math.ceil(Math.max(0, ...numbers) - Math.min(0, ...numbers)) + 1;
  const rounds = repeat(keys.filter(isRepeated).length);
  return Array.from({ length: rounds }, (_, round) =>
    elements.flatMap((element) => {
      const key = keyOf(element);
      if (round === 0) return { key, element };
      if (!isRepeated(key)) return [];
      return { key: typeof key === 'number' ? key + round * step : `${key}${round}`, element };
    }),
  ).flat();
}

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

function varyValue(value: EncodedValue, iteration: number): EncodedValue {
  if (typeof value === 'number') return value + ((iteration % VERSION_OFFSET) + 1) * NUMBER_STEP;
  if (typeof value !== 'string') return value;
  const isNumber = /^\d+$/u.test(value);
  const digits = iteration.toString(16).padStart(5, '0');
  const letters = isNumber
    ? String(iteration).padStart(5, '0')
    : [...digits].map((digit) => LETTERS[Number.parseInt(digit, 16)]).join('');
  // `join` creates a flat string; concatenation would create two linked strings, which take more
  // memory.
  return [value, letters].join('');
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
  if (shape.kind === 'bytes') {
    return { ...state, shape: { ...shape, base64: varyBytes(shape.base64, iteration) } };
  }
  const isVaried = shape.kind === 'array' || shape.kind === 'set' || shape.kind === 'object';
  return isVaried ? mapContents(state, (value) => varyValue(value, iteration)) : state;
}
