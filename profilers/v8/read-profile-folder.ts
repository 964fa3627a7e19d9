import { join } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { UnitFailure } from '../../harness/model/executor.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import type { ProfileResult, ProgramProfile } from '../../harness/model/program/profiler.ts';
import { mergeProfiles } from '../profile-builder.ts';
import { BadProfile } from '../unreadable-profile-error.ts';
import {
  explainMissingThreadRecords,
  type MissingRecordReasons,
} from './explain-missing-thread-records.ts';
import { readLoadedScriptTexts } from './loaded-script-texts.ts';

export interface ProfileFileFormat {
  /** `.cpuprofile`. */
  readonly ending: string;
  /** @throws BadProfile */
  readonly read: (bytes: Uint8Array) => Profile;
  /** True if an empty profile is a result: that no memory is retained. */
  readonly mayBeEmpty: boolean;
}

/** Reads a unit's thread files as one profile. @throws UnitFailure with likely cause if none. */
export function readProfileFolder(
  host: Host,
  folder: string,
  { ending, read, mayBeEmpty }: ProfileFileFormat,
): Pick<ProfileResult, 'profile' | 'programs' | 'lost'> {
  const names = host.files.list(folder);
  const written = names.filter((name) => name.endsWith(ending));
  const parts = written.map((name) => ({
    thread: threadOf(name),
    profile: readOne(host, join(folder, name), read),
  }));
  const seen = parts.filter(({ profile }) => mayBeEmpty || profile.tree.of.length > 0);
  const [first, ...others] = seen.map(({ profile }) => profile);
  const withProfile = findThreadsWithFile(names, ending);
  const lost = [...findThreadsWithFile(names, '.begun')].filter(
    (thread) => !withProfile.has(thread),
  ).length;
  if (first !== undefined) {
    const threads = new Set(seen.map(({ thread }) => thread)).size;
    const texts = readLoadedScriptTexts(host, folder);
    const profile = { ...mergeProfiles([first, ...others]), threads, texts };
    return { profile, programs: byProgram(host, folder, seen, profile), lost };
  }
  const isRefused = names.some((name) => name.endsWith('.refused'));
  throw isRefused || written.length === 0
    ? explainMissingThreadRecords(host, folder, MISSING)
    : new UnitFailure({
        reason: 'protocol',
        message: 'the profile has no samples within the measurement window',
        remedy: 'Measure for longer to collect samples.',
      });
}

/** Groups the profiles by program, which stands in each thread's `.begun` file. */
function byProgram(
  host: Host,
  folder: string,
  parts: readonly { readonly thread: string; readonly profile: Profile }[],
  all: Profile,
): readonly ProgramProfile[] {
  const groups = Map.groupBy(parts, ({ thread }) => {
    const program = host.files.read(join(folder, `${thread}.begun`)) ?? '';
    return program === '' ? null : program;
  });
  if (groups.size === 1) return [...groups.keys()].map((program) => ({ program, profile: all }));
  return [...groups].flatMap(([program, [first, ...others]]): readonly ProgramProfile[] =>
    first === undefined
      ? []
      : [
          {
            program,
            profile: {
              ...mergeProfiles([first.profile, ...others.map((other) => other.profile)]),
              texts: all.texts ?? new Map(),
            },
          },
        ],
  );
}

/** Finds threads, as process and thread id, that have left a file of a kind. */
export function findThreadsWithFile(names: readonly string[], ending: string): ReadonlySet<string> {
  return new Set(names.filter((name) => name.endsWith(ending)).map(threadOf));
}

function threadOf(name: string): string {
  return /^\d+-\d+/.exec(name)?.[0] ?? name;
}

const MISSING: MissingRecordReasons = {
  refused: [
    'Node.js could not be profiled',
    'Use a Node.js build with the inspector, without a permission model that blocks the inspector.',
  ],
  killed: [
    'the program was killed before it could write its profile',
    'Let the program exit on its own or within two seconds of SIGTERM; SIGKILL leaves no profile.',
  ],
  notLoaded: [
    'the program left no profile',
    'Only Node.js writes a profile: check that the program runs on Node.js 18.18 or later and preserves NODE_OPTIONS.',
  ],
};

function readOne(host: Host, path: string, read: ProfileFileFormat['read']): Profile {
  try {
    return read(host.files.readBytes(path) ?? new Uint8Array());
  } catch (error) {
    if (!(error instanceof BadProfile)) throw error;
    throw new UnitFailure({
      reason: 'protocol',
      message: `the profile cannot be read: ${error.message}`,
    });
  }
}
