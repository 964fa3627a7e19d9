import type { CallSize } from '../../document/behavior-check-result.ts';
import type { Call } from '../recorded-call-session.ts';
import { collectReachableStates } from '../sessions/filter-calls-in-recorded-session.ts';
import type { EncodedValue, ObjectState, ObjectStates } from '../values/encoded-value.ts';

/** Ratio of the upper bounds of consecutive size classes. */
const CLASS_RATIO = 4;
/** Objects with more properties are dictionaries, and counted as lists are. */
const MOST_FIELDS = 12;

/**
 * Returns the size of a call's input: its longest list, map, set or dictionary, `this` included;
 * its longest text if it has none of these.
 * @param states - States of objects as the call begins.
 */
export function measureCallSize(call: Call, states: ObjectStates): CallSize {
  const { self, given, callee } = call;
  const roots = [self, ...given, ...('of' in callee ? [callee.of] : [])];
  const all = collectReachableStates(roots, states);
  const lists = all.flatMap((state) => lengthOf(state) ?? []);
  if (lists.length > 0) return { of: 'lists', up_to: sizeClassOf(Math.max(...lists)) };
  const texts = [
    ...roots,
    ...all.flatMap(({ properties }) => properties.map(({ value }) => value)),
  ];
  const lengths = [...texts.flatMap(textLength), ...all.flatMap(bytesLength)];
  if (lengths.length > 0) return { of: 'texts', up_to: sizeClassOf(Math.max(...lengths)) };
  return { of: 'any', up_to: 0 };
}

function sizeClassOf(length: number): number {
  let upTo = 1;
  while (upTo < length) upTo *= CLASS_RATIO;
  return upTo;
}

function lengthOf({ shape, properties }: ObjectState): number | null {
  switch (shape.kind) {
    case 'array':
    case 'set':
      return shape.items.length;
    case 'map':
      return shape.entries.length;
    case 'object':
      return properties.length > MOST_FIELDS ? properties.length : null;
    default:
      return null;
  }
}

function textLength(value: EncodedValue): readonly number[] {
  return typeof value === 'string' ? [value.length] : [];
}

function bytesLength({ shape }: ObjectState): readonly number[] {
  return shape.kind === 'bytes' ? [Math.floor((shape.base64.length * 3) / 4)] : [];
}
