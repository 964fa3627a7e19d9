import { BadProfile } from '../bad-profile.ts';
import { isBlank, JSON_BYTE, type JsonPart, WANTS_MORE } from './json-part.ts';

/** Digits that a number can have and be exact; with more it is read as a text. */
const MOST_DIGITS = 15;

/** Reads a list of numbers digit by digit, without making a text of it. @throws BadProfile */
export function readNumbers(add: (value: number) => void): JsonPart {
  let hasBegun = false;
  /** Of a number that the piece before ended in. */
  let rest = '';

  const begin = (bytes: Buffer, from: number): number => {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0;
      hasBegun = byte === JSON_BYTE.openList;
      if (hasBegun) return at + 1;
      if (!isBlank(byte)) throw new BadProfile('what should be a list of numbers is none');
    }
    return bytes.length;
  };
  const addText = (text: string): void => {
    const number = Number(text);
    if (!Number.isFinite(number)) throw new BadProfile(`it is not JSON: ${text} is no number`);
    add(number);
  };

  return {
    read: (bytes, start) => {
      let from = hasBegun ? start : begin(bytes, start);
      let value = 0;
      /** As far as nothing but digits was seen. */
      let isPlain = rest === '';
      // Not in a loop of calls: there are hundreds of millions of digits.
      for (let at = from; at < bytes.length; at += 1) {
        const byte = bytes[at] ?? 0;
        if (byte >= JSON_BYTE.zero && byte <= JSON_BYTE.nine) {
          value = value * 10 + (byte - JSON_BYTE.zero);
          continue;
        }
        const isEnd = byte === JSON_BYTE.closeList;
        if (!isEnd && byte !== JSON_BYTE.comma && !isBlank(byte)) {
          isPlain = false;
          continue;
        }
        if (isPlain && at > from && at - from <= MOST_DIGITS) add(value);
        else if (at > from || rest !== '') addText(rest + bytes.toString('latin1', from, at));
        from = at + 1;
        value = 0;
        isPlain = true;
        rest = '';
        if (isEnd) return at + 1;
      }
      rest += bytes.toString('latin1', from);
      return WANTS_MORE;
    },
  };
}
