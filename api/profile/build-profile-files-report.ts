import { basename } from 'node:path';
import type { Host } from '../../harness/host.ts';
import {
  PROFILE_SCHEMA,
  type ProfileReport,
} from '../../harness/model/documents/profile-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { createRecordId } from '../../harness/sampling/create-initial-run-record.ts';
import { summariseProfiles } from '../../profilers/summarise-profiles.ts';
import { mapProfilesToSources } from '../observe/map-profiles-to-sources.ts';
import { readProfileFile } from './read-profile-file.ts';

/**
 * Summarizes stored profiles, each from a separate trial, in one report; `onProfile` receives each
 * full profile.
 * @throws UserError for a file that cannot be read.
 */
export async function reportProfileFiles(
  host: Host,
  root: string,
  paths: readonly [string, ...string[]],
  onProfile: (profile: Profile) => void = () => undefined,
): Promise<ProfileReport> {
  const createdAt = host.clock.now();
  const [first, ...others] = paths;
  const read: Profile[] = [await readProfileFile(host, first)];
  // Read sequentially, since reading one profile may take gigabytes of memory.
  for (const path of others) read.push(await readProfileFile(host, path));
  const resolved = mapProfilesToSources(host, read);
  const profiles = resolved.profiles as [Profile, ...Profile[]];
  const [{ tool, weight }] = profiles;
  const other = profiles.findIndex((profile) => profile.weight !== weight);
  if (other >= 0) {
    throw new UserError({
      code: 'bad-profile',
      message: `The profiles ${first} and ${paths[other]} measure different quantities: ${weight} and ${profiles[other]?.weight}.`,
      remedy: 'Pass the profiles one at a time.',
    });
  }
  const otherTool = profiles.findIndex((profile) => profile.tool !== tool);
  if (otherTool >= 0) {
    throw new UserError({
      code: 'bad-profile',
      message: `The profiles ${first} and ${paths[otherTool]} come from different tools, ${tool} and ${profiles[otherTool]?.tool}, so their shares refer to different totals.`,
      remedy: 'Pass the profiles one at a time.',
    });
  }
  for (const profile of profiles) onProfile(profile);
  return {
    schema: PROFILE_SCHEMA,
    id: createRecordId(createdAt, tool),
    created_at: createdAt.toISOString(),
    scenario: paths.map((path) => basename(path)).join(', '),
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
    findings: [...resolved.findings, ...findingsOf(paths, read)],
    state: 'completed',
  };
}

/** Collects the findings of each file, prefixed with its name if there are several files. */
function findingsOf(paths: readonly string[], read: readonly Profile[]): readonly Finding[] {
  return read.flatMap(({ findings = [] }, index) =>
    findings.map((finding) =>
      paths.length === 1
        ? finding
        : { ...finding, message: `${basename(paths[index] ?? '')}: ${finding.message}` },
    ),
  );
}
