import { BadProfile } from '../unreadable-profile-error.ts';
import { readJsonValue } from './find-json-value-end.ts';
import { isBlank, JSON_BYTE, type JsonValueReader, NEEDS_MORE_INPUT } from './json-value-reader.ts';

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
