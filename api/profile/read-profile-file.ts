import { fileURLToPath } from 'node:url';
import type { Host } from '../../harness/host.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { importProfile } from '../../profilers/import/import-profile.ts';
import { BadProfile } from '../../profilers/unreadable-profile-error.ts';

/** Folder of perf-harness; functions from it in a profile do not belong to the program. */
const OWN = fileURLToPath(new URL('../../', import.meta.url));

/** Reads a stored profile by its absolute path. @throws UserError for a file that cannot be read. */
export async function readProfileFile(host: Host, path: string): Promise<Profile> {
  try {
    return await importProfile(host.files.readByteParts(path), OWN);
  } catch (error) {
    if (error instanceof BadProfile) throw badFile(path, error.message);
    // Errors of the file system or of decompression have a code; any other error is a bug of
    // perf-harness.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw badFile(path, message);
    throw error;
  }
}

function badFile(path: string, why: string): UserError {
  return new UserError({
    code: 'bad-profile',
    message: `The profile ${path} cannot be read: ${why}.`,
    remedy: 'Pass the file exactly as the profiler wrote it, or record the profile again.',
  });
}
