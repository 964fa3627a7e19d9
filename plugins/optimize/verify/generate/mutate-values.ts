import {
  type EncodedProperty,
  type EncodedValue,
  HOLE,
  isHole,
  type ObjectKind,
  type ObjectState,
} from '../values/encoded-value.ts';
import type { ObservedValues } from './collect-argument-values-from-sessions.ts';
import { limitNumber, NO_LIMITS, type RecordedLimits } from './recorded-value-limits.ts';

/** Random values drawn for one change. */
export interface RandomDraws {
  /** The first four select, each taken modulo the number of choices: the call to change, */
  readonly call: number;
  /** the kind of change, */
  readonly mutation: number;
  /** how exactly it is made, */
  readonly change: number;
  /** and what of several objects, positions or items is changed. */
  readonly pick: number;
  /** Value that may be put in. */
  readonly number: number;
  readonly text: string;
}

/**
 * Changes an object to another plausible state: empty, one element, a duplicate, or one field less.
 * null if this kind of object has no other states.
 */
export function mutateObject(
  state: ObjectState,
  draws: RandomDraws,
  observed: ObservedValues | undefined,
): ObjectState | null {
  const { shape } = state;
  switch (shape.kind) {
    case 'array':
      return withShape(state, {
        ...shape,
        items: changeGroups(shape.items, draws, observed?.limits.lengthUnit ?? 1),
      });
    case 'set':
      return withShape(state, { ...shape, items: changeMembers(shape.items, draws) });
    case 'map':
      return withShape(state, { ...shape, entries: changeMembers(shape.entries, draws) });
    case 'regexp': {
      if (!/[gy]/u.test(shape.flags)) return null;
      return withShape(state, { ...shape, lastIndex: 1 + (draws.pick % 6) });
    }
    case 'object':
      return changeProperties(state, draws, observed);
    case 'bytes': {
      const base64 = changeByte(shape.base64, draws);
      return base64 === null ? null : withShape(state, { ...shape, base64 });
    }
    default:
      return null;
  }
}

function withShape(state: ObjectState, shape: ObjectKind): ObjectState {
  return { ...state, shape };
}

type Items = Extract<ObjectKind, { kind: 'array' }>['items'];

/** Changes the items in groups, so that their number stays a multiple of a unit. */
function changeGroups(items: Items, draws: RandomDraws, unit: number): Items {
  // Nobody passes holes by intention; only lists that had some get others.
  if (unit === 1) return changeItems(items, draws, items.some(isHole) ? HOLE : null);
  const groups = Array.from({ length: items.length / unit }, (_, index) =>
    items.slice(index * unit, (index + 1) * unit),
  );
  return changeItems(groups, draws, null).flat();
}

/** @param hole - Takes the place of an item; null: no item is replaced. */
function changeItems<Item>(
  items: readonly Item[],
  { change, pick }: RandomDraws,
  hole: Item | null,
): readonly Item[] {
  const at = items.length === 0 ? 0 : pick % items.length;
  const value = items[at];
  if (value === undefined) return items;
  switch (change % 9) {
    case 0:
      return [];
    case 1:
      return [value];
    // Duplicates the element, next to it or at the end.
    case 2:
      return items.toSpliced(at, 0, value);
    case 3:
    case 4:
      return [...items, value];
    case 5:
      return hole === null ? items.toSpliced(at, 0, value, value) : items.with(at, hole);
    case 6:
      return items.toReversed();
    case 7:
      return [...items, ...items].slice(0, 2_000);
    default:
      return items.toSpliced(at, 1);
  }
}

function changeMembers<T>(items: readonly T[], { change, pick }: RandomDraws): readonly T[] {
  if (items.length === 0) return items;
  const at = pick % items.length;
  const kinds = [[], items.slice(at, at + 1), items.toReversed(), items.toSpliced(at, 1)];
  return kinds[change % kinds.length] ?? [];
}

function changeByte(base64: string, { pick }: RandomDraws): string | null {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0) return null;
  const index = pick % bytes.length;
  bytes.writeUInt8((bytes.readUInt8(index) + 1) % 256, index);
  return bytes.toString('base64');
}

const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function changeProperties(
  state: ObjectState,
  { change, pick }: RandomDraws,
  observed: ObservedValues | undefined,
): ObjectState | null {
  const { shape, properties } = state;
  if (properties.length === 0) return null;
  // The constructor of a class decides which fields its instances have.
  const isInstance =
    shape.kind === 'object' && shape.prototype.of !== 'global' && shape.prototype.of !== 'null';
  if (isInstance) return null;
  const optional = properties.flatMap(({ key }, index) =>
    typeof key === 'string' && observed?.optional.has(key) === true ? [index] : [],
  );
  const missing = optional[pick % Math.max(1, optional.length)];
  const isDictionary = (observed?.optional.size ?? 0) > 4;
  switch (change % 4) {
    case 0:
      return missing === undefined
        ? null
        : { ...state, properties: properties.toSpliced(missing, 1) };
    case 1: {
      // Names are data if they are different each time.
      if (!isDictionary) return null;
      const at = pick % properties.length;
      const renamed = {
        ...properties[at],
        key: INHERITED[pick % INHERITED.length],
      } as EncodedProperty;
      if (properties.some(({ key }) => key === renamed.key)) return null;
      return { ...state, properties: properties.with(at, renamed) };
    }
    case 2:
      return { ...state, properties: properties.toReversed() };
    default:
      return state.closed === undefined ? { ...state, closed: 'frozen' } : null;
  }
}

/** Returns a same-kind value that breaks code for usual values; null if the kind has no others. */
export function mutatePrimitive(
  value: EncodedValue,
  draws: RandomDraws,
  limits: RecordedLimits = NO_LIMITS,
): EncodedValue | null {
  if (typeof value === 'string') return mutateText(value, draws);
  if (typeof value === 'boolean') return !value;
  const isNumber =
    typeof value === 'number' || (typeof value === 'object' && value?.is === 'number');
  if (isNumber) {
    const number = limitNumber(draws.number, limits);
    return number === null ? null : numberValue(number);
  }
  if (typeof value === 'object' && value?.is === 'bigint') {
    return { is: 'bigint', text: String(Math.trunc(draws.pick)) };
  }
  return null;
}

function numberValue(number: number): EncodedValue {
  if (Object.is(number, -0)) return { is: 'number', text: '-0' };
  if (Number.isFinite(number)) return number;
  return { is: 'number', text: String(number) as 'NaN' | 'Infinity' | '-Infinity' };
}

interface TextDraws {
  /** Numbers selecting change and position, each taken modulo the number of choices. */
  readonly change: number;
  readonly pick: number;
  readonly text: string;
}

/** Forms in which people and programs write the same number, or one that is near to it. */
const NUMBER_FORMS: readonly ((digits: string) => string)[] = [
  (digits) => `+${digits}`,
  (digits) => `-${digits}`,
  (digits) => `.${digits}`,
  (digits) => `${digits}.`,
  (digits) => `${digits}.5`,
  (digits) => `0${digits}`,
  (digits) => `${digits}e1`,
  (digits) => `${digits}E1`,
  (digits) => `${digits}e-1`,
  (digits) => `${digits}E+1`,
];

/** Changes a text: cuts it, adds drawn text, or writes its letters and numbers in another form. */
export function mutateText(text: string, { change, pick, text: drawn }: TextDraws): string {
  const at = text.length === 0 ? 0 : pick % text.length;
  switch (change % 9) {
    case 0:
      return drawn;
    case 1:
      return text.slice(0, at);
    case 2:
      return text + drawn;
    case 3:
      return text + text;
    case 4:
      return text.slice(0, at) + drawn + text.slice(at);
    case 5:
      return text.slice(at);
    case 6:
      return text.slice(0, at) + drawn + text.slice(at + 1);
    case 7:
      return withOtherCase(text, at) ?? text + drawn;
    default:
      return withOtherNumber(text, pick) ?? text + drawn;
  }
}

/** Changes the case of the first letter from a position on, around the end; null: there is none. */
function withOtherCase(text: string, from: number): string | null {
  const [, before = '', letter = '', after = ''] =
    /^(\P{Cased}*)(\p{Cased})(.*)$/su.exec(text.slice(from)) ?? [];
  if (letter === '') return from === 0 ? null : withOtherCase(text, 0);
  const upper = letter.toUpperCase();
  const other = letter === upper ? letter.toLowerCase() : upper;
  return text.slice(0, from) + before + other + after;
}

/** Writes one of the numbers of a text in another form; null: there is none. */
function withOtherNumber(text: string, pick: number): string | null {
  const numbers = [...text.matchAll(/\d+/gu)];
  const found = numbers[pick % Math.max(1, numbers.length)];
  const form = NUMBER_FORMS[Math.floor(pick / Math.max(1, numbers.length)) % NUMBER_FORMS.length];
  if (found === undefined || form === undefined) return null;
  const [digits] = found;
  return text.slice(0, found.index) + form(digits) + text.slice(found.index + digits.length);
}
