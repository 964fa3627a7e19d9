import { join, resolve } from 'node:path';
import { nameSide } from '../api/sides/name-side.ts';
import type { LiveSidesRequest } from '../api/sides/sides-request.ts';
import type { Host } from '../harness/host.ts';
import { EXIT } from '../harness/model/exit-code.ts';
import { UserError } from '../harness/model/user-error.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { SEED } from '../harness/model/value/seed.ts';
import { drawSeed } from '../harness/sampling/draw-seed.ts';
import { SEED_LIMIT } from '../harness/sampling/seed-limit.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import type { SideRequest } from '../harness/snapshot/side-request.ts';
import { readScenarios, type ScenarioWords } from './groups/scenarios.ts';
import { isProfileName } from './values/profile-name.ts';
import { readTrials } from './values/trials.ts';

/** What `profile --diff` holds against each other. */
export type ProfileDifference = ProfiledSides | ProfiledFiles;

/** Two sides of a scenario, profiled in turn. */
export interface ProfiledSides {
  readonly type: 'sides';
  readonly sides: LiveSidesRequest;
  readonly wanted: ScenarioRequest;
  readonly pairs: number;
  readonly seed: number;
}

/** Profiles that somebody has taken, of either side. */
export interface ProfiledFiles {
  readonly type: 'files-of-sides';
  readonly base: ProfilePaths;
  readonly head: ProfilePaths;
}

/** Files of profiles, absolute, each of a unit of its own. */
export type ProfilePaths = readonly [string, ...string[]];

/** As a command line says it. */
export interface DifferenceWords extends ScenarioWords {
  readonly targets: readonly string[];
  readonly diff: readonly string[];
  readonly trials?: string;
  readonly seed?: string;
}

const PAIRS = 12;

/** @throws UserError for a word that cannot be taken, and for a side that is not there. */
export async function readDifference(
  host: Host,
  config: Config,
  words: DifferenceWords,
  signal: AbortSignal,
): Promise<ProfileDifference> {
  const { base, head, baseFiles, targets } = sidesOf(host, words);
  if (baseFiles === null) return readSides(host, config, words, { base, head }, signal);
  const headFiles = head === undefined ? null : filesOf(host, head);
  if (headFiles === null) throw oneSided(base, head);
  refuseMeasuring({ ...words, targets });
  return { type: 'files-of-sides', base: baseFiles, head: headFiles };
}

async function readSides(
  host: Host,
  config: Config,
  words: DifferenceWords,
  names: { readonly base: string; readonly head: string | undefined },
  signal: AbortSignal,
): Promise<ProfiledSides> {
  const { trials, seed } = words;
  const read = {
    wanted: readScenarios(words),
    pairs: trials === undefined ? PAIRS : readTrials(trials),
    seed: seed === undefined ? drawSeed(SEED_LIMIT) : SEED.read(seed, '--seed'),
  };
  const base = await sideOf(host, config, names.base, signal);
  const head = names.head === undefined ? TREE : await sideOf(host, config, names.head, signal);
  return { ...read, type: 'sides', sides: { type: 'code', base, head } };
}

interface Sides {
  readonly base: string;
  readonly head: string | undefined;
  /** null: the base is to be measured. */
  readonly baseFiles: ProfilePaths | null;
  /** Those that are no side. */
  readonly targets: readonly string[];
}

/** Behind a profile that stands alone is the other one: nothing is measured that could be named there. */
function sidesOf(host: Host, { diff, targets }: DifferenceWords): Sides {
  const [base = ''] = diff;
  if (base === '') throw emptySide();
  const baseFiles = filesOf(host, base);
  const isBehind = baseFiles !== null && diff.length === 1;
  const [, head, extra] = isBehind ? [base, ...targets] : diff;
  if (head === '') throw emptySide();
  if (extra !== undefined) throw tooMany(extra);
  return { base, head, baseFiles, targets: isBehind ? [] : targets };
}

/** The profiles that a word names: a file, several with commas between, all of a folder; null: none. */
function filesOf({ cwd, files }: Host, word: string): ProfilePaths | null {
  const folder = resolve(cwd, word);
  if (files.isFolder(folder)) {
    if (isCode(files, folder)) return null;
    const names = files.list(folder).filter(isProfileName).sort();
    const [first, ...others] = names.map((name) => join(folder, name));
    return first === undefined ? null : [first, ...others];
  }
  const words = word.split(',').filter((part) => part !== '');
  if (words.length === 0 || !words.every(isProfileName)) return null;
  const paths = words.map((part) => resolve(cwd, part));
  const missing = paths.find((path) => !files.isFile(path));
  if (missing !== undefined) {
    throw new UserError({ code: 'no-such-file', message: `There is no file ${missing}.` });
  }
  const [first, ...others] = paths;
  return first === undefined ? null : [first, ...others];
}

/** Whether a folder is a checkout, in which package.json and the like are no profiles. */
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
  const side = await nameSide(host, config, name, signal);
  if (side !== null && side.type !== 'stored') return side;
  throw new UserError({
    code: 'side-not-found',
    message: `"${name}" is no profile, no git ref and no folder, so it cannot be profiled.`,
    remedy:
      'Name two profiles, a git ref, or a folder by its path, such as ./other: perf-harness profile <scenario> --diff main',
    exitCode: side === null ? EXIT.baseline : EXIT.usage,
  });
}

function refuseMeasuring({ targets, command = null, trials, seed }: DifferenceWords): void {
  const others = targets.length > 0 || command !== null;
  if (!others && trials === undefined && seed === undefined) return;
  throw badOption(
    'Profiles from files cannot be asked for together with anything that is to be measured.',
    'Name the files alone: perf-harness profile --diff before.cpuprofile after.cpuprofile',
  );
}

function emptySide(): UserError {
  return badOption(
    '--diff takes two sides; one of them is empty.',
    'Name a profile, a git ref or a folder, or `.` for the working tree.',
  );
}

function tooMany(extra: string): UserError {
  return badOption(
    `--diff takes two sides; "${extra}" is one too many.`,
    'Several profiles of one side have commas between them, or lie in a folder.',
  );
}

function oneSided(base: string, head: string | undefined): UserError {
  return badOption(
    head === undefined
      ? `--diff has the profile ${base}, and nothing to compare it with.`
      : `--diff has the profile ${base} on one side, and ${head}, which is none, on the other.`,
    'Name profiles on both sides.',
  );
}
