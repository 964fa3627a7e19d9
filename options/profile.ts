import { resolve } from 'node:path';
import type { Host } from '../harness/host.ts';
import { parseDuration } from '../harness/model/scenario/quantity.ts';
import { UserError } from '../harness/model/user-error.ts';
import { badOption } from '../harness/model/value/bad-option.ts';
import { SEED } from '../harness/model/value/seed.ts';
import { drawSeed } from '../harness/sampling/draw-seed.ts';
import { SEED_LIMIT } from '../harness/sampling/seed-limit.ts';
import type { Config } from '../harness/scenario/config.ts';
import type { ScenarioRequest } from '../harness/scenario/resolve-scenarios.ts';
import type { ProcessProfileKind } from '../profilers/v8/profile-process.ts';
import { type ExportChoice, readExports } from './groups/exports.ts';
import { openProject, type ProjectWords } from './groups/project.ts';
import { type ReportChoice, type ReportWords, readReports } from './groups/reports.ts';
import { readScenarios, type ScenarioWords } from './groups/scenarios.ts';
import { type ProfileDifference, type ProfilePaths, readDifference } from './profile-diff.ts';
import { isProfileName } from './values/profile-name.ts';
import { readTrials } from './values/trials.ts';

/** What `profile` is about, and how it is told. */
export interface ProfileOptions {
  readonly config: Config;
  readonly reports: readonly ReportChoice[];
  readonly exports: readonly ExportChoice[];
  readonly subject: ProfileSubject;
}

export type ProfileSubject =
  | ProfiledScenario
  | RunningProcess
  | ProfileDifference
  /** Profiles that somebody has taken. */
  | { readonly type: 'files'; readonly paths: ProfilePaths };

/** A scenario that is profiled in trials of its own. */
export interface ProfiledScenario extends ProfileDepth {
  readonly type: 'scenario';
  readonly wanted: ScenarioRequest;
  readonly seed: number;
}

/** How deep a scenario is profiled, and by whom. */
export interface ProfileDepth {
  /** null: where time goes first, and then as deep as the rules of escalation say. */
  readonly kind: ProfileKind | null;
  /** Whether a map is made of it, where no kind and no other profiler is named. */
  readonly withMap: boolean;
  /** Whether functions may be asked themselves, and the project's tests run for it. */
  readonly mayInstrument: boolean;
  /** Profiled trials, each beside one without. */
  readonly trials: number;
  readonly profiler: ProfilerName;
}

/** A process that runs already. */
export interface RunningProcess {
  readonly type: 'process';
  readonly pid: number;
  readonly kind: ProcessProfileKind;
  readonly durationMs: number;
}

/**
 * What a profile is asked to say: where time goes, who allocates, who allocated what is still held, or
 * who waits for what.
 */
export const PROFILE_KINDS = ['cpu', 'allocation', 'heap', 'waits'] as const;
export type ProfileKind = (typeof PROFILE_KINDS)[number];

/** What a scenario can be profiled with, as `--with` takes it. */
export const PROFILER_NAMES = [
  'v8',
  '0x',
  'clinic-doctor',
  'clinic-flame',
  'clinic-heapprofiler',
  'clinic-bubbleprof',
  'callgrind',
  'perf',
] as const;
export type ProfilerName = (typeof PROFILER_NAMES)[number];

/** Where nobody says otherwise. Six trials are the least that give an interval of 95 %. */
export const USUAL_DEPTH: ProfileDepth = {
  kind: null,
  withMap: true,
  mayInstrument: true,
  trials: 6,
  profiler: 'v8',
};

/** Default of `--duration`, milliseconds. */
const WATCHED_MS = 10_000;

/** As a command line says it. */
export interface ProfileWords extends ProjectWords, ScenarioWords, ReportWords {
  readonly targets: readonly string[];
  readonly kind?: string;
  /** false: `--no-map`. */
  readonly map?: boolean;
  /** false: `--no-instrument`. */
  readonly instrument?: boolean;
  readonly pid?: string;
  readonly duration?: string;
  /** Two sides to be held against each other: profiles, or git refs and folders. */
  readonly diff?: readonly string[];
  readonly trials?: string;
  readonly seed?: string;
  readonly with?: string;
  /** Each `form=file`. */
  readonly export?: readonly string[];
}

/** @throws UserError for a word that cannot be taken, and for a file or a side that is not there. */
export async function readProfile(
  host: Host,
  words: ProfileWords,
  signal: AbortSignal,
): Promise<ProfileOptions> {
  const config = await openProject(host, words);
  return {
    config,
    reports: readReports(host, words, config.reporters),
    exports: readExports(host, words.export ?? []),
    subject: await readSubject(host, config, words, signal),
  };
}

async function readSubject(
  host: Host,
  config: Config,
  words: ProfileWords,
  signal: AbortSignal,
): Promise<ProfileSubject> {
  const { diff } = words;
  if (diff !== undefined) return readDifference(host, config, { ...words, diff }, signal);
  const running = readProcess(words);
  if (running !== null) return running;
  const [first, ...others] = filesAmong(host, words);
  return first === undefined ? readScenario(words) : { type: 'files', paths: [first, ...others] };
}

function readScenario(words: ProfileWords): ProfiledScenario {
  const { kind, map, instrument, trials, seed, with: profiler } = words;
  const usual = USUAL_DEPTH;
  return {
    type: 'scenario',
    wanted: readScenarios(words),
    seed: seed === undefined ? drawSeed(SEED_LIMIT) : SEED.read(seed, '--seed'),
    profiler: profiler === undefined ? usual.profiler : readProfilerName(profiler),
    trials: trials === undefined ? usual.trials : readTrials(trials),
    kind: kind === undefined ? usual.kind : readKind(kind),
    withMap: map ?? usual.withMap,
    mayInstrument: instrument ?? usual.mayInstrument,
  };
}

function readKind(text: string): ProfileKind {
  const kind = PROFILE_KINDS.find((one) => one === text);
  if (kind !== undefined) return kind;
  throw badOption(`--kind takes one of ${PROFILE_KINDS.join(', ')}; found "${text}".`);
}

function readProfilerName(text: string): ProfilerName {
  const name = PROFILER_NAMES.find((one) => one === text);
  if (name !== undefined) return name;
  throw badOption(`--with takes one of ${PROFILER_NAMES.join(', ')}; found "${text}".`);
}

/** null: none is asked for. @throws UserError where anything that is to be measured stands beside it. */
function readProcess(words: ProfileWords): RunningProcess | null {
  const { targets, command = null, kind, trials, seed, with: tool, pid, duration } = words;
  if (pid === undefined) {
    if (duration === undefined) return null;
    throw badOption('--duration belongs to --pid.');
  }
  const others = command !== null || [trials, seed, tool].some((one) => one !== undefined);
  if (targets.length > 0 || others) {
    throw badOption(
      '--pid is about a process that runs: it takes --kind and --duration, and no scenario.',
    );
  }
  const id = Number(pid);
  if (!Number.isInteger(id) || id <= 0) {
    throw badOption(`--pid takes the number of a process; found "${pid}".`);
  }
  const durationMs = duration === undefined ? WATCHED_MS : readDuration(duration);
  const read = kind === undefined ? 'cpu' : readKind(kind);
  if (read !== 'waits') return { type: 'process', pid: id, kind: read, durationMs };
  throw badOption(
    '--kind waits watches a program from its start: profile a scenario or a command.',
  );
}

function readDuration(text: string): number {
  const durationMs = parseDuration(text);
  if (typeof durationMs !== 'number') throw badOption(`--duration: ${durationMs.problem}.`);
  if (durationMs > 0) return durationMs;
  throw badOption('--duration takes more than nothing, such as 10s.');
}

/** Targets that are profiles somebody has taken. @throws UserError where one is missing, or others stand beside them. */
function filesAmong({ cwd, files }: Host, words: ProfileWords): readonly string[] {
  const { targets, command = null, kind, trials, seed, with: tool } = words;
  const paths = targets
    .map((target) => ({ target, path: resolve(cwd, target) }))
    .filter(({ target, path }) => isProfileName(target) || isOtherFile(files, target, path))
    .map(({ path }) => path);
  if (paths.length === 0) return paths;
  const missing = paths.find((path) => !files.isFile(path));
  if (missing !== undefined) {
    throw new UserError({ code: 'no-such-file', message: `There is no file ${missing}.` });
  }
  const others = command !== null || [kind, trials, seed, tool].some((one) => one !== undefined);
  if (paths.length === targets.length && !others) return paths;
  throw badOption(
    'Profiles from files cannot be asked for together with anything that is to be measured.',
    'Name the files alone, or one scenario.',
  );
}

/** Scenarios are modules; whatever else there is as a file under that name is a profile. */
const MODULE = /\.[cm]?[jt]sx?$/;

/** `profile` of `net/http/pprof`, `cpu.profile.1`: told from a scenario's name by a dot or a folder. */
function isOtherFile({ isFile }: Host['files'], target: string, path: string): boolean {
  return !MODULE.test(target) && /[./\\]/.test(target) && isFile(path);
}
