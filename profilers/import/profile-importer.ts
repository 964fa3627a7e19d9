import type { Profile } from '../../harness/model/program/profile.ts';

interface KnownForm {
  /** As in `Profile.tool`. */
  readonly tool: string;
  /** For people: `py-spy and others, collapsed stacks`. */
  readonly title: string;
  /** True if a file looks like this format by its beginning: text, or bytes if binary. */
  readonly recognises: (head: string, start: Uint8Array) => boolean;
}

export interface TextImporter extends KnownForm {
  /** @param own - Folder of perf-harness, with a final slash. @throws BadProfile */
  readonly read: (text: string, own: string) => Profile;
}

export interface BytesImporter extends KnownForm {
  /** @throws BadProfile */
  readonly readBytes: (bytes: Uint8Array, own: string) => Profile;
}

/** Reads a file as a stream, so that it may be larger than memory. */
export interface PartsImporter extends KnownForm {
  /** @throws BadProfile */
  readonly readParts: (parts: AsyncIterable<Uint8Array>, own: string) => Promise<Profile>;
}

export type ProfileImporter = TextImporter | BytesImporter | PartsImporter;
