import { basename } from 'node:path';
import type { Host } from '../../harness/host.ts';
import {
  PROFILE_DIFF_SCHEMA,
  type ProfileDiffReport,
} from '../../harness/model/documents/profile-diff-document.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { createRecordId } from '../../harness/sampling/create-initial-run-record.ts';
import type { ProfiledPair } from '../../profilers/compare-profiles.ts';
import { createDifferentialProfile } from '../../profilers/create-differential-profile.ts';
import { guessProjectRootPerSide } from '../../profilers/guess-project-root-in-compared-profiles.ts';
import { mapProfilesToSources } from '../observe/map-profiles-to-sources.ts';
import { readProfileFile } from '../profile/read-profile-file.ts';

/** Absolute paths of profile files, each from a separate trial. */
export type ProfilePaths = readonly [string, ...string[]];

/**
 * Compares stored profiles pairwise in the given order, which suits profiles taken alternately.
 * @throws UserError for a file that cannot be read, and if the sides do not match.
 */
export async function diffProfileFiles(
  host: Host,
  root: string,
  base: ProfilePaths,
  head: ProfilePaths,
): Promise<ProfileDiffReport> {
  const createdAt = host.clock.now();
  const startedMs = host.clock.monotonicMs();
  if (base.length !== head.length) throw notAsMany(base.length, head.length);
  const read: Profile[] = [];
  // Read sequentially, since reading one profile may take gigabytes of memory.
  for (const path of [...base, ...head]) read.push(await readProfileFile(host, path));
  const { profiles, findings } = mapProfilesToSources(host, read);
  refuseOtherWeights([...base, ...head], profiles);
  const bases = profiles.slice(0, base.length);
  const heads = profiles.slice(base.length);
  const roots = guessProjectRootPerSide(bases, heads, root);
  const [first, ...others] = bases.map((profile, index): ProfiledPair => {
    const other = heads[index];
    if (other === undefined) throw new TypeError('a profile is missing');
    return [
      { profile, operations: 1, root: roots.base },
      { profile: other, operations: 1, root: roots.head },
    ];
  });
  if (first === undefined) throw new TypeError('no profile');
  return {
    schema: PROFILE_DIFF_SCHEMA,
    id: createRecordId(createdAt, 'profile-diff'),
    created_at: createdAt.toISOString(),
    scenario: `${nameOf(base)} → ${nameOf(head)}`,
    kind: 'file',
    file: null,
    root,
    base: { label: nameOf(base), commit: null },
    head: { label: nameOf(head), commit: null },
    seed: null,
    difference: createDifferentialProfile([first, ...others]),
    duration_ms: host.clock.monotonicMs() - startedMs,
    environment: null,
    findings,
    state: 'completed',
  };
}

function nameOf(paths: ProfilePaths): string {
  return paths.map((path) => basename(path)).join(', ');
}

function notAsMany(base: number, head: number): UserError {
  return new UserError({
    code: 'bad-option',
    message: `The base has ${base} profiles and the head ${head}; profiles are compared in pairs.`,
    remedy: 'Give both sides the same number of profiles, in the order they were taken.',
  });
}

function refuseOtherWeights(paths: readonly string[], profiles: readonly Profile[]): void {
  const other = profiles.findIndex(({ weight }) => weight !== profiles[0]?.weight);
  if (other < 0) return;
  throw new UserError({
    code: 'bad-profile',
    message: `The profiles ${paths[0]} and ${paths[other]} measure different quantities: ${profiles[0]?.weight} and ${profiles[other]?.weight}.`,
    remedy: 'Compare profiles of the same kind.',
  });
}
