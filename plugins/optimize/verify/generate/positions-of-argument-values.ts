import type { Call } from '../sessions/recorded-call-session.ts';
import {
  type EncodedValue,
  isReference,
  type ObjectState,
  type ObjectStates,
} from '../values/encoded-value.ts';
import { type ContentPosition, listContents } from '../values/object-contents.ts';

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
  readonly at: ContentPosition;
}

const MOST_POSITIONS = 400;
const SUFFIXES = { item: '[]', key: '{key}', entry: '{}' };

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
  const suffixOf = ({ kind, index }: ContentPosition): string | null => {
    if (kind !== 'property') return SUFFIXES[kind];
    const name = properties[index]?.key;
    return typeof name === 'string' ? `.${isDictionary ? '*' : name}` : null;
  };
  return listContents(state).flatMap(({ value, position }) => {
    const suffix = suffixOf(position);
    const isNullProperty = position.kind === 'property' && value === null;
    if (suffix === null || isNullProperty) return [];
    return [{ key: `${key}${suffix}`, value, holder: { id, at: position } }];
  });
}
