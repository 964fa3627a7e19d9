import type { ProfiledFunction } from '../../harness/model/program/profile.ts';
import { createFrameFunction } from '../parse-stack-frame.ts';
import { createProfileBuilder } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import { addCallGraphToProfile, type CalledFunction } from './add-call-graph-to-profile.ts';
import type { BytesImporter } from './profile-importer.ts';

const MS_PER_S = 1_000;

/** Reads Python `cProfile` dumps as `pstats` does: each function's times and callers. */
export const cProfileImporter: BytesImporter = {
  tool: 'cProfile',
  title: 'cProfile (python -m cProfile -o)',
  // Recognizes a marshalled dictionary whose first key is a tuple.
  recognises: (_head, [first = 0, second = 0]) =>
    (first & 0x7f) === 0x7b && [0x28, 0x29].includes(second & 0x7f),
  readBytes: (bytes) => {
    const stats = readPythonMarshal(bytes);
    if (!(stats instanceof Map)) throw new BadProfile('the file has no functions');
    const builder = createProfileBuilder();
    addCallGraphToProfile(builder, graphOf(stats, builder.functionOf));
    const profile = builder.build({ tool: 'cProfile', weight: 'time', threads: 1, samples: null });
    if (profile.tree.of.length === 0) throw new BadProfile('no function in the file took any time');
    return profile;
  },
};

function graphOf(
  stats: ReadonlyMap<MarshalValue, MarshalValue>,
  functionOf: (profiledFunction: ProfiledFunction) => number,
): readonly CalledFunction[] {
  const positions = new Map([...stats.keys()].map((label, index) => [keyOf(label), index]));
  const callees = Array.from({ length: stats.size }, () => new Map<number, number>());
  const entries = [...stats].map(([label, times], position) => {
    const { calls, ownS, allS, callers } = readTimes(times);
    for (const [caller, made] of callers) {
      const above = positions.get(keyOf(caller));
      // The module `profile` gives only the number of calls: each call gets the same share.
      const partS = typeof made === 'number' ? (allS * made) / calls : numberAt(made, 3);
      if (above !== undefined) callees[above]?.set(position, partS * MS_PER_S);
    }
    return { index: functionOf(nameLabel(label)), self: ownS * MS_PER_S };
  });
  return entries.map((entry, position) => ({ ...entry, callees: callees[position] ?? new Map() }));
}

/** Reads calls without recursive calls, all calls, self time, time including callees, callers. */
function readTimes(times: MarshalValue) {
  const callers = Array.isArray(times) ? times[4] : undefined;
  if (!(callers instanceof Map)) throw new BadProfile('a function has no times by caller');
  return {
    calls: Math.max(1, numberAt(times, 1)),
    /** Self time (`tottime`), and time including callees (`cumtime`), seconds. */
    ownS: numberAt(times, 2),
    allS: numberAt(times, 3),
    callers,
  };
}

function numberAt(list: MarshalValue, place: number): number {
  const value = Array.isArray(list) ? list[place] : undefined;
  if (typeof value !== 'number') throw new BadProfile('a function has a time that is not a number');
  return value;
}

/** Returns a key of file, line, name: the same label is another object at each occurrence. */
function keyOf(label: MarshalValue): string {
  return JSON.stringify(label);
}

function nameLabel(label: MarshalValue): ProfiledFunction {
  const [file, line, name] = Array.isArray(label) ? label : [];
  if (typeof file !== 'string' || typeof line !== 'number' || typeof name !== 'string') {
    throw new BadProfile('a function lacks a file, a line or a name');
  }
  // `~` means no file, and `<string>` and the like are not files.
  const isFile = file !== '~' && !file.startsWith('<');
  const shown = file === '~' ? name.replace(/^<(.*)>$/s, '$1') : name;
  return createFrameFunction(shown, isFile ? { file, line } : { file: null, line: null });
}

/** Values of Python's `marshal`, as far as profiles need them. */
type MarshalValue =
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
function readPythonMarshal(bytes: Uint8Array): MarshalValue {
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
