import { fileURLToPath } from 'node:url';
import type { Host } from '../harness/host.ts';
import type { Profile } from '../harness/model/profile.ts';
import { PROFILE_SCHEMA, type ProfileReport } from '../harness/model/profile-document.ts';
import { UserError } from '../harness/model/user-error.ts';
import { recordId } from '../harness/sampling/start-record.ts';
import { BadProfile } from '../profilers/bad-profile.ts';
import { readProfile } from '../profilers/import/read-profile.ts';
import { summariseProfiles } from '../profilers/summarise-profiles.ts';
import { resolveProfiles } from './resolve-profiles.ts';

/** Folder of perf-harness: what of it stands in a profile is not the program's. */
const OWN = fileURLToPath(new URL('../', import.meta.url));
/** Characters of a text that V8 can hold (its String::kMaxLength), a little less. */
const MOST_BYTES = 500e6;

/**
 * Profiles that people bring, each of a unit of its own, as one report.
 * @param paths - Absolute.
 * @throws UserError for a file that cannot be read, with what is wrong with it.
 */
export async function profileFiles(
  host: Host,
  root: string,
  paths: readonly [string, ...string[]],
): Promise<ProfileReport> {
  const createdAt = host.clock.now();
  const [first, ...others] = paths;
  const read: Profile[] = [await readOne(host, first)];
  // One after the other: each may take gigabytes while it is read.
  for (const path of others) read.push(await readOne(host, path));
  const resolved = resolveProfiles(host, read);
  const profiles = resolved.profiles as [Profile, ...Profile[]];
  const [{ tool, weight }] = profiles;
  const other = profiles.findIndex((profile) => profile.weight !== weight);
  if (other >= 0) {
    throw new UserError({
      code: 'bad-profile',
      message: `The profiles ${first} and ${paths[other]} do not count the same: ${weight}, and ${profiles[other]?.weight}.`,
      remedy: 'Give them one by one.',
    });
  }
  return {
    schema: PROFILE_SCHEMA,
    id: recordId(createdAt, tool),
    created_at: createdAt.toISOString(),
    scenario: paths.map((path) => path.split('/').at(-1)).join(', '),
    kind: 'file',
    file: null,
    root,
    tool,
    seed: 0,
    trials: profiles.length,
    ...summariseProfiles(profiles),
    overhead: null,
    duration_ms: 0,
    environment: null,
    findings: resolved.findings,
    state: 'completed',
  };
}

async function readOne(host: Host, path: string): Promise<Profile> {
  const parts: string[] = [];
  let size = 0;
  try {
    for await (const part of host.files.readParts(path)) {
      size += part.length;
      if (size > MOST_BYTES) throw new BadProfile('it is larger than 500 MB, which cannot be read');
      parts.push(part);
    }
    const text = parts.join('');
    parts.length = 0;
    return readProfile(text, OWN);
  } catch (error) {
    if (error instanceof BadProfile) throw badFile(path, error.message);
    // Of the file system, or of what unpacks; anything else is a defect of ours.
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw badFile(path, message);
    throw error;
  }
}

function badFile(path: string, why: string): UserError {
  return new UserError({
    code: 'bad-profile',
    message: `The profile ${path} cannot be read: ${why}.`,
    remedy: 'Give a file as the profiler wrote it, or take the profile again.',
  });
}
