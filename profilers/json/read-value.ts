import { BadProfile } from '../bad-profile.ts';
import { type JsonPart, WANTS_MORE } from './json-part.ts';
import { parseJson } from './parse-json.ts';
import { createValueEnd } from './value-end.ts';

/** A text that is longer is no part of a profile that is read whole. */
const LONGEST_BYTES = 1 << 28;

/** Reads one value after the other, each whole. @throws BadProfile */
export function readValue(take: (value: unknown) => void): JsonPart {
  const valueEnd = createValueEnd();
  /** What came of it in pieces before. */
  let pieces: Buffer[] = [];
  let size = 0;
  return {
    read: (bytes, from) => {
      const end = valueEnd.read(bytes, from);
      if (end !== WANTS_MORE && pieces.length === 0) {
        take(parseJson(bytes.toString('utf8', from, end)));
        return end;
      }
      const piece = bytes.subarray(from, end === WANTS_MORE ? bytes.length : end);
      pieces.push(piece);
      size += piece.length;
      if (size > LONGEST_BYTES) throw new BadProfile('a single value of it is larger than 256 MB');
      if (end === WANTS_MORE) return end;
      take(parseJson(Buffer.concat(pieces).toString('utf8')));
      [pieces, size] = [[], 0];
      return end;
    },
  };
}
