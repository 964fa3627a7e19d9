import { BadProfile } from '../unreadable-profile-error.ts';
import { createValueEndReader, readJsonValue } from './find-json-value-end.ts';
import { isBlank, JSON_BYTE, type JsonValueReader, NEEDS_MORE_INPUT } from './json-value-reader.ts';

/** Takes a JSON object in pieces of any size. */
export interface MemberScanner {
  /** @throws BadProfile if it is not a JSON object. */
  readonly push: (piece: Uint8Array) => void;
  /** @returns Names of its members. @throws BadProfile if the object is incomplete. */
  readonly end: () => ReadonlySet<string>;
}

type Place = 'begin' | 'first' | 'key' | 'colon' | 'member' | 'next' | 'end';

/** Next place by character, between members; any other character is invalid JSON. */
const STEPS: Readonly<Partial<Record<Place, Readonly<Record<number, Place>>>>> = {
  begin: { [JSON_BYTE.openObject]: 'first' },
  first: { [JSON_BYTE.closeObject]: 'end' },
  colon: { [JSON_BYTE.colon]: 'member' },
  next: { [JSON_BYTE.comma]: 'key', [JSON_BYTE.closeObject]: 'end' },
};

/** Reads members of an object larger than memory, each by its reader; others are passed over. */
export function scanJsonMembers(readers: Readonly<Record<string, JsonValueReader>>): MemberScanner {
  const passedOver = createValueEndReader();
  let place: Place = 'begin';
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
    push: (piece) => {
      const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
      for (let at = 0; at < bytes.length && at !== NEEDS_MORE_INPUT; ) at = step(bytes, at);
    },
    end: () => {
      if (place === 'begin') throw new BadProfile('the file is empty');
      if (place !== 'end') throw new BadProfile('the file is truncated');
      return names;
    },
  };
}
