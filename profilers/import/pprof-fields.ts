const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** Fields of a `Profile` (google/pprof, profile.proto): numbers, and messages or texts. */
const NUMBERS: ReadonlySet<number> = new Set([7, 8, 9, 10, 12, 13, 14, 15]);
const MESSAGES: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 6, 11, 13]);
const SAMPLE_TYPE = 1;

/** Whether a file begins with fields that a pprof has, the type of its values among them. */
export function looksLikePprof(start: Uint8Array): boolean {
  for (const { field, wire, from } of fieldsOf(start)) {
    const known = wire === VARINT ? NUMBERS : MESSAGES;
    if (from === null || !known.has(field)) return false;
    // A `ValueType` begins with its own field 1, a number: no text has this character.
    if (field === SAMPLE_TYPE) return start[from] === 0x08;
  }
  return false;
}

/**
 * Whether a protobuf message ends where its last field ends: the decoder takes a field that is cut
 * off for a shorter one.
 */
export function isWholePprof(bytes: Uint8Array): boolean {
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
  /** Where what it holds begins; null: it is cut off, or of a kind that no pprof has. */
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
