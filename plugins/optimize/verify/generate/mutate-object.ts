import type {
  EncodedProperty,
  EncodedValue,
  ObjectKind,
  ObjectState,
} from '../values/encoded-value.ts';
import { HOLE, isHole } from '../values/value-codec.ts';
import type { PlaceObservations } from './collect-argument-values-from-sessions.ts';
import { mutateText } from './mutate-text.ts';
import { limitNumber, NO_LIMITS, type RecordedLimits } from './recorded-value-limits.ts';

/** Random values drawn for one change. */
export interface RandomDraws {
  /** Numbers selecting call, place and change, each taken modulo the number of choices. */
  readonly call: number;
  readonly place: number;
  readonly change: number;
  readonly pick: number;
  readonly number: number;
  readonly text: string;
}

/**
 * Changes an object to another plausible state: empty, one element, a duplicate, or one field less.
 * null if this kind of object has no other states.
 */
export function mutateObject(
  state: ObjectState,
  drawn: RandomDraws,
  seen: PlaceObservations | undefined,
): ObjectState | null {
  const { shape } = state;
  switch (shape.kind) {
    case 'array':
      return withShape(state, {
        ...shape,
        items: changeGroups(shape.items, drawn, seen?.limits.lengthUnit ?? 1),
      });
    case 'set':
      return withShape(state, { ...shape, items: changeMembers(shape.items, drawn) });
    case 'map':
      return withShape(state, { ...shape, entries: changeMembers(shape.entries, drawn) });
    case 'regexp': {
      if (!/[gy]/u.test(shape.flags)) return null;
      return withShape(state, { ...shape, lastIndex: 1 + (drawn.pick % 6) });
    }
    case 'object':
      return changeProperties(state, drawn, seen);
    case 'bytes': {
      const base64 = otherBytes(shape.base64, drawn);
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
function changeGroups(items: Items, drawn: RandomDraws, unit: number): Items {
  // Nobody passes holes by intention; only lists that had some get others.
  if (unit === 1) return changeItems(items, drawn, items.some(isHole) ? HOLE : null);
  const groups = Array.from({ length: items.length / unit }, (_, index) =>
    items.slice(index * unit, (index + 1) * unit),
  );
  return changeItems(groups, drawn, null).flat();
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

/** Changes one byte and keeps the length; null if there are no bytes. */
function otherBytes(base64: string, { pick }: RandomDraws): string | null {
  const all = Buffer.from(base64, 'base64');
  if (all.length === 0) return null;
  const at = pick % all.length;
  all.writeUInt8((all.readUInt8(at) + 1) % 256, at);
  return all.toString('base64');
}

/** Property names that objects inherit. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function changeProperties(
  state: ObjectState,
  { change, pick }: RandomDraws,
  seen: PlaceObservations | undefined,
): ObjectState | null {
  const { shape, properties } = state;
  if (properties.length === 0) return null;
  // The constructor of a class decides which fields its instances have.
  const isInstance =
    shape.kind === 'object' && shape.prototype.of !== 'global' && shape.prototype.of !== 'null';
  if (isInstance) return null;
  const optional = properties.flatMap(({ key }, index) =>
    typeof key === 'string' && seen?.optional.has(key) === true ? [index] : [],
  );
  const missing = optional[pick % Math.max(1, optional.length)];
  const isDictionary = (seen?.optional.size ?? 0) > 4;
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
  drawn: RandomDraws,
  limits: RecordedLimits = NO_LIMITS,
): EncodedValue | null {
  if (typeof value === 'string') return mutateText(value, drawn);
  if (typeof value === 'boolean') return !value;
  const isNumber =
    typeof value === 'number' || (typeof value === 'object' && value?.is === 'number');
  if (isNumber) {
    const number = limitNumber(drawn.number, limits);
    return number === null ? null : numberValue(number);
  }
  if (typeof value === 'object' && value?.is === 'bigint') {
    return { is: 'bigint', text: String(Math.trunc(drawn.pick)) };
  }
  return null;
}

function numberValue(number: number): EncodedValue {
  if (Object.is(number, -0)) return { is: 'number', text: '-0' };
  if (Number.isFinite(number)) return number;
  return { is: 'number', text: String(number) as 'NaN' | 'Infinity' | '-Infinity' };
}
