import type { Profile } from '../../harness/model/program/profile.ts';

/** Characters to write at once: a call for each piece would take longer than the piece. */
const PART = 1 << 16;

export function* joinIntoChunks(pieces: Iterable<string>): Generator<string> {
  let part = '';
  for (const piece of pieces) {
    part += piece;
    if (part.length < PART) continue;
    yield part;
    part = '';
  }
  yield part;
}

/** Joins items of a JSON list with commas, many in one part. */
export function joinListIntoChunks(items: Iterable<string>): Generator<string> {
  return joinIntoChunks(withCommas(items));
}

function* withCommas(items: Iterable<string>): Generator<string> {
  let isFirst = true;
  for (const item of items) {
    yield isFirst ? item : `,${item}`;
    isFirst = false;
  }
}

export interface ExportFacts {
  /** Name of the scenario, or of the files that were read. */
  readonly name: string;
  readonly createdAt: Date;
}

export interface ProfileExporter {
  /** Returns bytes, or text in parts, as it may exceed the longest string. @throws UserError */
  readonly write: (profile: Profile, facts: ExportFacts) => Iterable<string> | Uint8Array;
}
