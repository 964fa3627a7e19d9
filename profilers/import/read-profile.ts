import type { Profile } from '../../harness/model/profile.ts';
import { BadProfile } from '../bad-profile.ts';
import { chromeTraceImporter } from './from-chrome-trace.ts';
import { collapsedImporter } from './from-collapsed.ts';
import { cpuProfileImporter } from './from-cpu-profile.ts';
import { speedscopeImporter } from './from-speedscope.ts';
import type { ProfileImporter } from './profile-importer.ts';

/** Every form of a profile that is read, the one that is most easily told first. */
export const PROFILE_IMPORTERS: readonly ProfileImporter[] = [
  cpuProfileImporter,
  speedscopeImporter,
  chromeTraceImporter,
  collapsedImporter,
];

/** Characters that a file is recognised by. */
const HEAD = 65_536;

/**
 * Reads a profile of whatever tool it is.
 * @param own - Folder of perf-harness, with a slash at its end.
 * @throws BadProfile where it is of none that is known, or damaged.
 */
export function readProfile(text: string, own: string): Profile {
  if (text.trim() === '') throw new BadProfile('the file is empty');
  const head = text.slice(0, HEAD);
  const importer = PROFILE_IMPORTERS.find(({ recognises }) => recognises(head));
  if (importer === undefined) {
    const known = PROFILE_IMPORTERS.map(({ title }) => title).join('; ');
    throw new BadProfile(`it is no profile that is known: ${known}`);
  }
  return importer.read(text, own);
}
