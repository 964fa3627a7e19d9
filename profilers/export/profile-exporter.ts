import type { Profile } from '../../harness/model/program/profile.ts';

/** What stands in an exported file beside the profile. */
export interface ExportFacts {
  /** Of the scenario, or of the files that were read. */
  readonly name: string;
  readonly createdAt: Date;
}

/** Writes a profile in the form of another tool. */
export interface ProfileExporter {
  /** A text in parts, so that it may be longer than one can be; or bytes. @throws UserError */
  readonly write: (profile: Profile, facts: ExportFacts) => Iterable<string> | Uint8Array;
}
