import { join } from 'node:path';
import type { Host } from '../host.ts';
import { UserError } from '../model/user-error.ts';
import type { Repository } from '../snapshot/git/git-repository.ts';
import { isSuccessful, tryGit } from '../snapshot/git/run-git.ts';
import {
  type ChangeRange,
  type ChangeSearchSpace,
  createLabelledSearchSpace,
  isInRange,
} from './bisect-commit-search-space.ts';
import { type LockfileChange, splitLockfileChanges } from './lockfile-changes.ts';
import { type NpmLockfile, parseNpmLockfile } from './npm-lockfile.ts';
import { replaceVersionRanges, revertLockfileChanges } from './revert-lockfile-changes.ts';

/** Two commits whose lockfile differences are bisected. */
export interface LockfileEnds {
  readonly repository: Repository;
  /** From the top of the repository to the project's folder. */
  readonly prefix: string;
  /** Full hashes. */
  readonly good: string;
  readonly bad: string;
  readonly names: { readonly good: string; readonly bad: string };
}

/** Changes between two lockfiles, and a way to apply any range of them to the project. */
export interface DependencySearchSpace {
  readonly space: ChangeSearchSpace;
  /** Writes lockfile and manifests with only these changes into a project at the bad commit. */
  readonly change: (range: ChangeRange, folder: string) => void;
  readonly labelOf: (range: ChangeRange) => string;
}

const LOCKFILE = 'package-lock.json';

/** @throws UserError if the lockfiles cannot be read or are identical. */
export async function openDependencySearchSpace(
  host: Host,
  ends: LockfileEnds,
  signal: AbortSignal,
): Promise<DependencySearchSpace> {
  const { names } = ends;
  const good = await lockfileOf(host, ends, 'good', signal);
  const bad = await lockfileOf(host, ends, 'bad', signal);
  const changes = splitLockfileChanges(good, bad);
  if (changes.length === 0) throw sameLockfile(names);
  return {
    space: createLabelledSearchSpace(
      {
        over: 'dependencies',
        good: { label: `packages of ${names.good}`, source: 'dependency', commit: ends.bad },
        bad: { label: `packages of ${names.bad}`, source: 'dependency', commit: ends.bad },
      },
      changes.map(labelOf),
    ),
    change: (range, folder) => {
      const takenBack = changes.filter((_, index) => !isInRange(range, index));
      writeMixed(host, folder, good, bad, takenBack);
    },
    labelOf: (range) => {
      const had = changes.filter((_, index) => isInRange(range, index));
      if (had.length === 0) return `packages of ${names.good}`;
      if (had.length === changes.length) return `packages of ${names.bad}`;
      const [only] = had;
      if (had.length === 1 && only !== undefined) return `only ${labelOf(only)}`;
      return `${had.length} of ${changes.length} packages changed`;
    },
  };
}

function labelOf({ name, from, to }: LockfileChange): string {
  return `${name}@${from ?? '?'} → ${to ?? '?'}`;
}

function writeMixed(
  host: Host,
  folder: string,
  good: NpmLockfile,
  bad: NpmLockfile,
  takenBack: readonly LockfileChange[],
): void {
  const { lock, ranges } = revertLockfileChanges(good, bad, takenBack);
  const write = (path: string, value: object): void =>
    host.files.writeAtomic(path, `${JSON.stringify(value, null, 2)}\n`);
  write(join(folder, LOCKFILE), lock);
  for (const [place, own] of ranges) {
    const path = join(folder, place, 'package.json');
    const text = host.files.read(path);
    if (text !== null) write(path, replaceVersionRanges(JSON.parse(text) as object, own));
  }
}

async function lockfileOf(
  host: Host,
  { repository, prefix, names, ...commits }: LockfileEnds,
  end: 'good' | 'bad',
  signal: AbortSignal,
): Promise<NpmLockfile> {
  const path = prefix === '' ? LOCKFILE : `${prefix}/${LOCKFILE}`;
  const args = ['cat-file', 'blob', `${commits[end]}:${path}`];
  const result = await tryGit(host, args, { cwd: repository.top, signal });
  if (isSuccessful(result)) return parseNpmLockfile(result.stdout, names[end]);
  throw new UserError({
    code: 'no-lockfile',
    message: `${names[end]} has no ${path}, so there are no package versions to search.`,
    remedy:
      "bisect --deps reads npm's package-lock.json in the project folder; omit --deps to search the commits.",
  });
}

function sameLockfile({ good, bad }: LockfileEnds['names']): UserError {
  return new UserError({
    code: 'same-lockfile',
    message: `The lockfiles of ${good} and ${bad} install the same versions, so no package caused the difference.`,
    remedy: 'Search the commits instead: run the same command without --deps.',
  });
}
