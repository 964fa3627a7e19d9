import { BadProfile } from '../unreadable-profile-error.ts';
import { isBlank, JSON_BYTE, type JsonValueReader, NEEDS_MORE_INPUT } from './json-value-reader.ts';
import { parseProfileJson } from './parse-profile-json.ts';

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
