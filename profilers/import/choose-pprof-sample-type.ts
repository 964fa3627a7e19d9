import type { ProfileWeight } from '../../harness/model/program/profile.ts';
import { BadProfile } from '../unreadable-profile-error.ts';

export interface PprofValueType {
  readonly type: string;
  readonly unit: string;
}

export interface PickedPprofValue {
  readonly index: number;
  readonly weight: ProfileWeight;
  /** Factor to our unit. */
  readonly factor: number;
  /** Index of the value that counts samples; null: there is none. */
  readonly countIndex: number | null;
}

const TIME: Readonly<Record<string, number>> = {
  nanoseconds: 1e-6,
  ns: 1e-6,
  microseconds: 1e-3,
  us: 1e-3,
  milliseconds: 1,
  ms: 1,
  seconds: 1e3,
  s: 1e3,
};
/** Binary, as `go tool pprof` takes them (internal/measurement). */
const BYTES: Readonly<Record<string, number>> = {
  bytes: 1,
  byte: 1,
  kilobytes: 2 ** 10,
  megabytes: 2 ** 20,
};
/** Preferred types among several of the same kind, the best first. */
const FIRST_CHOICE = ['cpu', 'wall', 'alloc_space', 'inuse_space', 'allocated', 'space'];

/** Picks time if available, else allocated memory, used memory, instructions, or samples. */
export function pickPprofValue(types: readonly PprofValueType[]): PickedPprofValue {
  const counted = types.findIndex(({ type, unit }) => unit === 'count' && /^samples?$/.test(type));
  const countIndex = counted < 0 ? null : counted;
  for (const [weight, units] of [
    ['time', TIME],
    ['allocated', BYTES],
  ] as const) {
    const fitting = types
      .map(({ type, unit }, index) => ({ type, index, factor: units[unit] }))
      .filter(({ factor }) => factor !== undefined)
      .toSorted((a, b) => rank(a.type) - rank(b.type));
    const [best] = fitting;
    if (best?.factor !== undefined) {
      const isHeld = weight === 'allocated' && /^inuse/.test(best.type);
      return {
        index: best.index,
        weight: isHeld ? 'held' : weight,
        factor: best.factor,
        countIndex,
      };
    }
  }
  const instructions = types.findIndex(({ type }) => type === 'instructions');
  if (instructions >= 0) {
    return { index: instructions, weight: 'instructions', factor: 1, countIndex };
  }
  if (types.length === 0) throw new BadProfile('the profile does not declare its value types');
  return { index: countIndex ?? 0, weight: 'samples', factor: 1, countIndex };
}

function rank(type: string): number {
  const place = FIRST_CHOICE.indexOf(type);
  return place < 0 ? FIRST_CHOICE.length : place;
}

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** Fields of a `Profile` (google/pprof, profile.proto): numbers, and messages or texts. */
const NUMBERS: ReadonlySet<number> = new Set([7, 8, 9, 10, 12, 13, 14, 15]);
const MESSAGES: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 11, 13]);
const SAMPLE_TYPE = 1;

/** True if a file begins with fields of a pprof, the type of its values among them. */
export function looksLikePprof(start: Uint8Array): boolean {
  for (const { field, wire, from } of fieldsOf(start)) {
    const known = wire === VARINT ? NUMBERS : MESSAGES;
    if (from === null || !known.has(field)) return false;
    // A `ValueType` begins with its own field 1, a number: no text has this character.
    if (field === SAMPLE_TYPE) return start[from] === 0x08;
  }
  return false;
}

/** True if a protobuf message ends with its last field: the decoder takes cut fields as shorter. */
export function isCompletePprof(bytes: Uint8Array): boolean {
  let end = 0;
  for (const field of fieldsOf(bytes)) {
    if (field.from === null) return false;
    end = field.to;
  }
  return end === bytes.length;
}

interface Field {
  readonly field: number;
  readonly wire: number;
  /** Start of its content; null: it is cut off, or of a kind that no pprof has. */
  readonly from: number | null;
  readonly to: number;
}

function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  let at = 0;
  /** null: it does not end. */
  const readVarint = (): number | null => {
    let value = 0;
    for (let shift = 1; at < bytes.length; shift *= 128) {
      const byte = bytes[at] ?? 0;
      at += 1;
      value += (byte & 0x7f) * shift;
      if (byte < 0x80) return value;
    }
    return null;
  };
  while (at < bytes.length) {
    const tag = readVarint() ?? 0;
    const [field, wire] = [tag >>> 3, tag & 7];
    const value = readVarint();
    const isSound = value !== null && (wire === VARINT || wire === LENGTH_DELIMITED);
    const from = isSound ? at : null;
    if (wire === LENGTH_DELIMITED) at += value ?? 0;
    yield { field, wire, from, to: at };
    if (!isSound) return;
  }
}
