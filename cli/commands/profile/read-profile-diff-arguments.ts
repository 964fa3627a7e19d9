import { join, resolve } from 'node:path';
import { resolveSideByName } from '../../../api/comparison-sides/resolve-base-or-head-by-name.ts';
import type { ProfilePaths } from '../../../api/profile-diff/diff-profile-files.ts';
import type { ProfiledSides } from '../../../api/profile-diff/profile-and-diff-base-and-head.ts';
import type { Host } from '../../../harness/host.ts';
import { EXIT } from '../../../harness/model/exit-code.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import type { Config } from '../../../harness/scenario/project-config.ts';
import type { SideRequest } from '../../../harness/snapshot/base-and-head-snapshot-request.ts';
import type { Call } from '../../../registry/cli-command-definition.ts';
import type { PROFILE_OPTIONS } from './profile-options.ts';

export type ProfileCall = Call<typeof PROFILE_OPTIONS>;

export type ProfileDiffTask = ProfiledSides | ProfiledFiles;

/** Existing profile files of both sides. */
interface ProfiledFiles {
  readonly type: 'files-of-sides';
  readonly base: ProfilePaths;
  readonly head: ProfilePaths;
}

const PAIRS = 12;

/** @throws UserError for a word that cannot be taken, and for a side that is not there. */
export async function readProfileDiffArguments(
  call: ProfileCall,
  config: Config,
  signal: AbortSignal,
): Promise<ProfileDiffTask> {
  const { host } = call;
  const { base, head, baseFiles, targets } = sidesOf(call);
  if (baseFiles === null) return readSides(call, config, { base, head }, signal);
  const headFiles = head === undefined ? null : filesOf(host, head);
  if (headFiles === null) throw oneSided(base, head);
  refuseMeasuring({ ...call, words: targets });
  return { type: 'files-of-sides', base: baseFiles, head: headFiles };
}

async function readSides(
  { host, words: targets, command, flags, options }: ProfileCall,
  config: Config,
  names: { readonly base: string; readonly head: string | undefined },
  signal: AbortSignal,
): Promise<ProfiledSides> {
  const wanted = readScenarios({ ...flags, targets, command });
  const base = await sideOf(host, config, names.base, signal);
  const head = names.head === undefined ? TREE : await sideOf(host, config, names.head, signal);
  const { trials, seed } = options;
  const sides = { type: 'code', base, head } as const;
  return { type: 'sides', wanted, pairs: trials ?? PAIRS, seed, sides };
}

interface Sides {
  readonly base: string;
  readonly head: string | undefined;
  /** null: the base is to be measured. */
  readonly baseFiles: ProfilePaths | null;
  /** Arguments that are not sides. */
  readonly targets: readonly string[];
}

/**
 * Reads the sides; if `--diff` has a single profile, the positional argument is the other, since no
 * scenario is measured then.
 */
function sidesOf({ host, words: targets, options: { diff } }: ProfileCall): Sides {
  const [base = ''] = diff;
  if (base === '') throw emptySide();
  const baseFiles = filesOf(host, base);
  const isBehind = baseFiles !== null && diff.length === 1;
  const [, head, extra] = isBehind ? [base, ...targets] : diff;
  if (head === '') throw emptySide();
  if (extra !== undefined) throw tooMany(extra);
  return { base, head, baseFiles, targets: isBehind ? [] : targets };
}

/** Returns the profiles an argument names: a file, comma-separated files, a folder; null: none. */
function filesOf({ cwd, files }: Host, word: string): ProfilePaths | null {
  const folder = resolve(cwd, word);
  if (files.isFolder(folder)) {
    if (isCode(files, folder)) return null;
    const names = files.list(folder).filter(isProfileFileName).sort();
    const [first, ...others] = names.map((name) => join(folder, name));
    return first === undefined ? null : [first, ...others];
  }
  const words = word.split(',').filter((part) => part !== '');
  if (words.length === 0 || !words.every(isProfileFileName)) return null;
  const paths = words.map((part) => resolve(cwd, part));
  const missing = paths.find((path) => !files.isFile(path));
  if (missing !== undefined) {
    throw new UserError({ code: 'no-such-file', message: `The file ${missing} does not exist.` });
  }
  const [first, ...others] = paths;
  return first === undefined ? null : [first, ...others];
}

/** True if a folder is a checkout, where package.json and similar files are not profiles. */
function isCode(files: Host['files'], folder: string): boolean {
  const git = join(folder, '.git');
  // A folder, or in a linked worktree a file.
  return files.isFile(join(folder, 'package.json')) || files.isFolder(git) || files.isFile(git);
}

const TREE = { type: 'tree' } as const;

async function sideOf(
  host: Host,
  config: Config,
  name: string,
  signal: AbortSignal,
): Promise<SideRequest> {
  const side = await resolveSideByName(host, config, name, signal);
  if (side !== null && side.type !== 'stored') return side;
  throw new UserError({
    code: 'side-not-found',
    message: `"${name}" is not a profile, a git ref or a folder, so it cannot be profiled.`,
    remedy:
      'Specify two profiles, a git ref, or a folder by its path, such as ./other: perf-harness profile <scenario> --diff main',
    exitCode: side === null ? EXIT.baseline : EXIT.usage,
  });
}

function refuseMeasuring({ words, command, flags }: ProfileCall): void {
  const others = words.length > 0 || command !== null;
  if (!others && flags.trials === undefined && flags.seed === undefined) return;
  throw optionError(
    'Profile files cannot be combined with targets to measure.',
    'Pass only the files: perf-harness profile --diff before.cpuprofile after.cpuprofile',
  );
}

function emptySide(): UserError {
  return optionError(
    '--diff takes two sides; one of them is empty.',
    'Specify a profile, a git ref or a folder, or `.` for the working tree.',
  );
}

function tooMany(extra: string): UserError {
  return optionError(
    `--diff takes two sides; "${extra}" is one too many.`,
    'Separate several profiles of one side with commas, or put them in a folder.',
  );
}

function oneSided(base: string, head: string | undefined): UserError {
  return optionError(
    head === undefined
      ? `--diff has the profile ${base}, but nothing to compare it with.`
      : `--diff has the profile ${base} on one side, and ${head}, which is not a profile, on the other.`,
    'Specify profiles for both sides.',
  );
}

/** File name endings of profiles, so that a missing profile is not mistaken for a scenario. */
const PROFILE_FILE =
  /\.(cpuprofile|heapprofile|json|txt|log|trace|raw|collapsed|folded|speedscope|pprof|prof|pb|perf|out|csv|har|jsonl|ndjson|svg)(\.\d+)?(\.gz)?$|\bcallgrind\.out\b/i;

/** True if an argument is the name of a user-supplied profile. */
export function isProfileFileName(word: string): boolean {
  return PROFILE_FILE.test(word);
}
