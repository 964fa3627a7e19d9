import { join, resolve } from 'node:path';
import { type ProfilePaths, profileDiffFiles } from '../../api/profile-diff/diff-files.ts';
import { profileDiffLive } from '../../api/profile-diff/diff-live.ts';
import { onlyScenario } from '../../api/project/only-scenario.ts';
import { nameSide } from '../../api/sides/name-side.ts';
import { scenariosOfBothSides } from '../../api/sides/scenarios-of-both-sides.ts';
import type { Host } from '../../harness/host.ts';
import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import { EXIT } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import type { SideRequest } from '../../harness/snapshot/side-request.ts';
import { readScenarios } from '../../options/scenarios.ts';
import { measuring } from '../measuring.ts';
import { repositoryTop } from '../repository-top.ts';
import { readSeed } from './override-sampling.ts';
import { isProfileName } from './profile-name.ts';
import type { ProfileCommandOptions } from './profile-options.ts';
import { readTrials } from './read-trials.ts';

/** `profile --diff`: what changed from one side to the other. null: interrupted before anything was. */
export async function profileDiff(
  host: Host,
  config: Config,
  options: ProfileCommandOptions & { readonly diff: readonly string[] },
  signal: AbortSignal,
): Promise<ProfileDiffReport | null> {
  const { base, head, baseFiles, targets } = sidesOf(host, options);
  if (baseFiles === null) return live(host, config, options, { base, head }, signal);
  const headFiles = head === undefined ? null : filesOf(host, head);
  if (headFiles === null) throw oneSided(base, head);
  refuseMeasuring({ ...options, targets });
  return profileDiffFiles(host, config.root, baseFiles, headFiles);
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
function sidesOf(
  host: Host,
  { diff, targets }: Pick<ProfileCommandOptions, 'targets'> & { readonly diff: readonly string[] },
): Sides {
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
  return files.isFile(join(folder, 'package.json')) || repositoryTop(files, folder) === folder;
}

async function live(
  host: Host,
  config: Config,
  options: ProfileCommandOptions,
  names: { readonly base: string; readonly head: string | undefined },
  signal: AbortSignal,
): Promise<ProfileDiffReport | null> {
  const pairs = options.trials === undefined ? undefined : readTrials(options.trials);
  const seed = readSeed(options.seed);
  const sides = {
    type: 'code',
    base: await sideOf(host, config, names.base, signal),
    head: names.head === undefined ? TREE : await sideOf(host, config, names.head, signal),
  } as const;
  return measuring(host, 'profile', signal, async (session, progress) => {
    const request = readScenarios(options);
    const scenarios = await scenariosOfBothSides(host, config, sides, request, signal);
    if (signal.aborted) return null;
    const scenario = onlyScenario(scenarios, 'profile is about');
    return profileDiffLive(host, config, scenario, session, {
      sides,
      pairs,
      seed,
      signal,
      onProgress: progress.listen,
      onSnapshot: progress.snapshot,
    });
  });
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

function refuseMeasuring({ targets, command, trials, seed }: ProfileCommandOptions): void {
  const others = targets.length > 0 || command !== null;
  if (!others && trials === undefined && seed === undefined) return;
  throw new UserError({
    code: 'bad-option',
    message:
      'Profiles from files cannot be asked for together with anything that is to be measured.',
    remedy: 'Name the files alone: perf-harness profile --diff before.cpuprofile after.cpuprofile',
  });
}

function emptySide(): UserError {
  return new UserError({
    code: 'bad-option',
    message: '--diff takes two sides; one of them is empty.',
    remedy: 'Name a profile, a git ref or a folder, or `.` for the working tree.',
  });
}

function tooMany(extra: string): UserError {
  return new UserError({
    code: 'bad-option',
    message: `--diff takes two sides; "${extra}" is one too many.`,
    remedy: 'Several profiles of one side have commas between them, or lie in a folder.',
  });
}

function oneSided(base: string, head: string | undefined): UserError {
  return new UserError({
    code: 'bad-option',
    message:
      head === undefined
        ? `--diff has the profile ${base}, and nothing to compare it with.`
        : `--diff has the profile ${base} on one side, and ${head}, which is none, on the other.`,
    remedy: 'Name profiles on both sides.',
  });
}
