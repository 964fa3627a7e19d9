import { BadProfile } from '../unreadable-profile-error.ts';

/** Values of Python's `marshal`, as far as profiles need them. */
export type MarshalValue =
  | null
  | number
  | string
  | readonly MarshalValue[]
  | ReadonlyMap<MarshalValue, MarshalValue>;

/** Flag in the type of a value that may be referenced later by its number. */
const IS_NAMED = 0x80;
/** Deeper nests no profile; a stack overflow would be no sentence. */
const DEEPEST = 64;
const BITS_OF_DIGIT = 15;

/** Reads `cProfile` data (CPython, Python/marshal.c, versions 2 to 5). @throws BadProfile */
export function readPythonMarshal(bytes: Uint8Array): MarshalValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const named: MarshalValue[] = [];
  let at = 0;
  const take = (size: number): number => {
    if (size < 0 || at + size > bytes.length) throw new BadProfile('the file is truncated');
    at += size;
    return at - size;
  };
  const byte = (): number => view.getUint8(take(1));
  const int = (): number => view.getInt32(take(4), true);
  const text = (size: number, encoding: 'utf8' | 'latin1'): string => {
    const from = take(size);
    return Buffer.from(bytes.buffer, bytes.byteOffset + from, size).toString(encoding);
  };
  const long = (): number => {
    const count = int();
    let value = 0;
    for (let digit = 0; digit < Math.abs(count); digit += 1) {
      value += view.getUint16(take(2), true) * 2 ** (BITS_OF_DIGIT * digit);
    }
    return Math.sign(count) * value;
  };
  const tuple = (size: number, place: number | null, depth: number): MarshalValue => {
    // Each has a byte at least: a length that is made up takes no memory.
    if (size < 0 || size > bytes.length - at) throw new BadProfile('the file is truncated');
    const items = Array.from({ length: size }, () => value(depth + 1));
    if (place !== null) named[place] = items;
    return items;
  };
  const dictionary = (place: number | null, depth: number): MarshalValue => {
    const found = new Map<MarshalValue, MarshalValue>();
    if (place !== null) named[place] = found;
    while (bytes[at] !== END) found.set(value(depth + 1), value(depth + 1));
    at += 1;
    return found;
  };
  const simple = (type: string): MarshalValue => {
    if (type === 'N') return null;
    if (type === 'i') return int();
    if (type === 'l') return long();
    if (type === 'g') return view.getFloat64(take(8), true);
    if (type === 'f') return Number(text(byte(), 'latin1'));
    if (type === 'z' || type === 'Z') return text(byte(), 'latin1');
    if (type === 'a' || type === 'A') return text(int(), 'latin1');
    if (type === 'u' || type === 't') return text(int(), 'utf8');
    throw new BadProfile(
      `the file has a value of type "${type}" at byte ${at - 1}, a type that profiles do not use`,
    );
  };
  const value = (depth: number): MarshalValue => {
    if (depth > DEEPEST) throw new BadProfile('the values are nested too deeply');
    const code = byte();
    const type = String.fromCharCode(code & ~IS_NAMED);
    if (type === 'r') return namedValue(named, int());
    // A tuple gets its number before its elements.
    const place = (code & IS_NAMED) === 0 ? null : named.push(null) - 1;
    if (type === ')') return tuple(byte(), place, depth);
    if (type === '(') return tuple(int(), place, depth);
    if (type === '{') return dictionary(place, depth);
    const found = simple(type);
    if (place !== null) named[place] = found;
    return found;
  };
  return value(0);
}

/** `TYPE_NULL`, behind the last entry of a dictionary. */
const END = 0x30;

function namedValue(named: readonly MarshalValue[], place: number): MarshalValue {
  const found = named[place];
  if (found === undefined)
    throw new BadProfile(`the file refers to value ${place}, which is missing`);
  return found;
}
