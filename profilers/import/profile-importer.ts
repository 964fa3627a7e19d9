import type { Profile } from '../../harness/model/program/profile.ts';

/** What one profiler writes, and how it is told from others. */
interface KnownForm {
  /** As in `Profile.tool`. */
  readonly tool: string;
  /** For people: `py-spy and others, collapsed stacks`. */
  readonly title: string;
  /** Whether a file looks like one, by how it begins: as text, and as bytes for what is none. */
  readonly recognises: (head: string, start: Uint8Array) => boolean;
}

/** Reads a text. */
export interface TextImporter extends KnownForm {
  /** @param own - Folder of perf-harness, with a final slash. @throws BadProfile */
  readonly read: (text: string, own: string) => Profile;
}

/** Reads what is no text. */
export interface BytesImporter extends KnownForm {
  /** @throws BadProfile */
  readonly readBytes: (bytes: Uint8Array, own: string) => Profile;
}

/** Reads a file while it comes in, so that it may be larger than the memory. */
export interface PartsImporter extends KnownForm {
  /** @throws BadProfile */
  readonly readParts: (parts: AsyncIterable<Uint8Array>, own: string) => Promise<Profile>;
}

/** Reads what one profiler writes. */
export type ProfileImporter = TextImporter | BytesImporter | PartsImporter;
