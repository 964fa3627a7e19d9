import type { Profile } from '../../harness/model/profile.ts';

/** Reads what one profiler writes. */
export interface ProfileImporter {
  /** As in `Profile.tool`. */
  readonly tool: string;
  /** For people: `py-spy and others, collapsed stacks`. */
  readonly title: string;
  /** Whether a file looks like one, by its first characters. */
  readonly recognises: (head: string) => boolean;
  /**
   * @param own - Folder of perf-harness, with a slash at its end.
   * @throws BadProfile
   */
  readonly read: (text: string, own: string) => Profile;
}
