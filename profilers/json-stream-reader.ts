import { parseProfileJson } from './parse-profile-json.ts';
import { BadProfile } from './unreadable-profile-error.ts';

/** Result for a part of JSON that is not complete yet. */
export const NEEDS_MORE_INPUT = -1;

/** Reads one JSON value that arrives in pieces, keeping its own state in between. */
export interface JsonValueReader {
  /** @returns Position after the value, or `NEEDS_MORE_INPUT` if the piece ends before that. */
  readonly read: (bytes: Buffer, at: number) => number;
}

/** The characters that JSON is made of (RFC 8259). */
export const JSON_BYTE = {
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  openList: 0x5b,
  backslash: 0x5c,
  closeList: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** Blanks between values: space, tab, line feed, carriage return. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}

/** Place within a value at which a piece of text may end. */
type Place = 'before' | 'inside' | 'string' | 'escape';

/** Finds the ends of successive values without parsing their content. */
export function createValueEndReader(): JsonValueReader {
  let kept: { readonly depth: number; readonly place: Place } = { depth: 0, place: 'before' };
  const ended = (at: number): number => {
    kept = { depth: 0, place: 'before' };
    return at;
  };
  return {
    read: (bytes, from) => {
      // Kept in local variables for speed, since each byte of the file passes here.
      let { depth, place } = kept;
      for (let at = from; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (place === 'string') {
          if (byte === JSON_BYTE.backslash) place = 'escape';
          else if (byte === JSON_BYTE.quote) {
            place = 'inside';
            if (depth === 0) return ended(at + 1);
          }
        } else if (place === 'escape') place = 'string';
        else if (byte === JSON_BYTE.quote) place = 'string';
        else if (byte === JSON_BYTE.openObject || byte === JSON_BYTE.openList) {
          depth += 1;
          place = 'inside';
        } else if (byte === JSON_BYTE.closeObject || byte === JSON_BYTE.closeList) {
          // Closes the object or list that contains a number or a word.
          if (depth === 0) return ended(at);
          depth -= 1;
          if (depth === 0) return ended(at + 1);
        } else if (depth === 0) {
          const blank = isBlank(byte);
          if (byte === JSON_BYTE.comma || (blank && place === 'inside')) return ended(at);
          if (!blank) place = 'inside';
        }
      }
      kept = { depth, place };
      return NEEDS_MORE_INPUT;
    },
  };
}

/** Longest text of a single value in a profile, bytes. */
const MAX_VALUE_BYTES = 1 << 28;

/** Reads successive values, each as a whole. @throws BadProfile */
export function readJsonValue(take: (value: unknown) => void): JsonValueReader {
  const valueEnd = createValueEndReader();
  /** Earlier pieces of the value. */
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    read: (bytes, from) => {
      const end = valueEnd.read(bytes, from);
      if (end !== NEEDS_MORE_INPUT && pieces.length === 0) {
        take(parseProfileJson(bytes.toString('utf8', from, end)));
        return end;
      }
      const piece = bytes.subarray(from, end === NEEDS_MORE_INPUT ? bytes.length : end);
      pieces.push(piece);
      size += piece.length;
      if (size > MAX_VALUE_BYTES) throw new BadProfile('a single value is larger than 256 MB');
      if (end === NEEDS_MORE_INPUT) return end;
      take(parseProfileJson(Buffer.concat(pieces).toString('utf8')));
      [pieces, size] = [[], 0];
      return end;
    },
  };
}

/** Reads a list item by item, so that it is never in memory as a whole. @throws BadProfile */
export function readJsonArrayItems(take: (item: unknown) => void): JsonValueReader {
  const item = readJsonValue(take);
  let hasBegun = false;
  let isInside = false;
  return {
    read: (bytes, from) => {
      for (let at = from; at < bytes.length; ) {
        const byte = bytes[at] ?? 0;
        if (isInside) {
          const end = item.read(bytes, at);
          if (end === NEEDS_MORE_INPUT) return end;
          at = end;
          isInside = false;
        } else if (isBlank(byte) || (hasBegun && byte === JSON_BYTE.comma)) {
          at += 1;
        } else if (!hasBegun) {
          if (byte !== JSON_BYTE.openList) throw new BadProfile('expected an array');
          hasBegun = true;
          at += 1;
        } else if (byte === JSON_BYTE.closeList) {
          return at + 1;
        } else isInside = true;
      }
      return NEEDS_MORE_INPUT;
    },
  };
}

type MemberPlace = 'begin' | 'first' | 'key' | 'colon' | 'member' | 'next' | 'end';

/** Next place by character, between members; any other character is invalid JSON. */
const STEPS: Readonly<Partial<Record<MemberPlace, Readonly<Record<number, MemberPlace>>>>> = {
  begin: { [JSON_BYTE.openObject]: 'first' },
  first: { [JSON_BYTE.closeObject]: 'end' },
  colon: { [JSON_BYTE.colon]: 'member' },
  next: { [JSON_BYTE.comma]: 'key', [JSON_BYTE.closeObject]: 'end' },
};

/** Reads members of an object larger than memory, each by its reader; others are passed over. */
export function scanJsonMembers(readers: Readonly<Record<string, JsonValueReader>>) {
  const passedOver = createValueEndReader();
  let place: MemberPlace = 'begin';
  let member: JsonValueReader = passedOver;
  const names = new Set<string>();
  const key = readJsonValue((name) => {
    names.add(String(name));
    member = (Object.hasOwn(readers, String(name)) ? readers[String(name)] : null) ?? passedOver;
  });
  const step = (bytes: Buffer, at: number): number => {
    if (place === 'member' || place === 'key') {
      const end = (place === 'key' ? key : member).read(bytes, at);
      if (end !== NEEDS_MORE_INPUT) place = place === 'key' ? 'colon' : 'next';
      return end;
    }
    const byte = bytes[at] ?? 0;
    if (isBlank(byte)) return at + 1;
    const next = STEPS[place]?.[byte];
    if (next === undefined && place === 'first' && byte === JSON_BYTE.quote) {
      place = 'key';
      return at;
    }
    if (place === 'begin' && byte === JSON_BYTE.openList) {
      throw new BadProfile('expected a JSON object, found an array');
    }
    if (next === undefined) {
      throw new BadProfile(
        `the file is not JSON: found ${JSON.stringify(String.fromCharCode(byte))}`,
      );
    }
    place = next;
    return at + 1;
  };
  return {
    /** @throws BadProfile if it is not a JSON object. */
    push: (piece: Uint8Array): void => {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      for (let at = 0; at < bytes.length && at !== NEEDS_MORE_INPUT; ) at = step(bytes, at);
    },
    /** @returns Names of its members. @throws BadProfile if the object is incomplete. */
    end: (): ReadonlySet<string> => {
      if (place === 'begin') throw new BadProfile('the file is empty');
      if (place !== 'end') throw new BadProfile('the file is truncated');
      return names;
    },
  };
}
