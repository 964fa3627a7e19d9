import { resolve } from 'node:path';
import { DEFAULT_PROFILING_OPTIONS } from '../../../api/observe/profiling-options.ts';
import type { RunningProcess } from '../../../api/profile/profile-node-process.ts';
import type { ProfiledScenario } from '../../../api/profile/profile-scenario.ts';
import type { ProfilePaths } from '../../../api/profile-diff/diff-profile-files.ts';
import type { Host } from '../../../harness/host.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { readScenarios } from '../../../harness/scenario/parse-scenario-selection-flags.ts';
import { type Config, openProject } from '../../../harness/scenario/project-config.ts';
import {
  isProfileFileName,
  type ProfileCall,
  type ProfileDiffTask,
  readProfileDiffArguments,
} from './read-profile-diff-arguments.ts';

/** Subject of `profile`, with the configuration. */
export interface ProfileTask {
  readonly config: Config;
  readonly subject: ProfileSubject;
}

type ProfileSubject =
  | ProfiledScenario
  | RunningProcess
  | ProfileDiffTask
  | { readonly type: 'files'; readonly paths: ProfilePaths };

/** @throws UserError for options that exclude each other, and for a file or a side that is not there. */
export async function readProfileArguments(
  call: ProfileCall,
  signal: AbortSignal,
): Promise<ProfileTask> {
  const config = await openProject(call.host, call.flags);
  return { config, subject: await readSubject(call, config, signal) };
}

async function readSubject(
  call: ProfileCall,
  config: Config,
  signal: AbortSignal,
): Promise<ProfileSubject> {
  if (call.options.diff.length > 0) return readProfileDiffArguments(call, config, signal);
  const running = readProcess(call);
  if (running !== null) return running;
  const [first, ...others] = filesAmong(call);
  return first === undefined ? readScenario(call) : { type: 'files', paths: [first, ...others] };
}

function readScenario({ words: targets, command, flags, options }: ProfileCall): ProfiledScenario {
  return {
    type: 'scenario',
    wanted: readScenarios({ ...flags, targets, command }),
    seed: options.seed,
    profiler: options.with,
    trials: options.trials ?? DEFAULT_PROFILING_OPTIONS.trials,
    kind: options.kind,
    withMap: options.map,
    mayInstrument: options.instrument,
  };
}

/**
 * Returns the running process to profile; null: none is requested. @throws UserError if it is
 * combined with something to measure.
 */
function readProcess({ words, command, flags, options }: ProfileCall): RunningProcess | null {
  const { pid, duration: durationMs } = options;
  if (pid === null) {
    if (flags.duration === undefined) return null;
    throw optionError('--duration requires --pid.');
  }
  const others = [flags.trials, flags.seed, flags.with].some((word) => word !== undefined);
  if (words.length > 0 || command !== null || others) {
    throw optionError(
      '--pid profiles a running process: it accepts --kind and --duration, but no scenario.',
    );
  }
  const kind = options.kind ?? 'cpu';
  if (kind !== 'waits') return { type: 'process', pid, kind, durationMs };
  throw optionError(
    '--kind waits must record a program from its start; profile a scenario or a command instead.',
  );
}

/**
 * Returns the targets that are existing profile files. @throws UserError if a file is missing, or
 * if anything to measure is given as well.
 */
function filesAmong({ host, words, command, flags }: ProfileCall): readonly string[] {
  const { cwd, files } = host;
  const paths = words
    .map((target) => ({ target, path: resolve(cwd, target) }))
    .filter(({ target, path }) => isProfileFileName(target) || isOtherFile(files, target, path))
    .map(({ path }) => path);
  if (paths.length === 0) return paths;
  const missing = paths.find((path) => !files.isFile(path));
  if (missing !== undefined) {
    throw new UserError({ code: 'no-such-file', message: `The file ${missing} does not exist.` });
  }
  const given = [flags.kind, flags.trials, flags.seed, flags.with];
  const others = command !== null || given.some((word) => word !== undefined);
  if (paths.length === words.length && !others) return paths;
  throw optionError(
    'Profile files cannot be combined with targets to measure.',
    'Pass either profile files or one scenario, not both.',
  );
}

/** Scenarios are modules; any other existing file is a profile. */
const MODULE = /\.[cm]?[jt]sx?$/;

/**
 * True for profiles with other names: `profile` of `net/http/pprof`, `cpu.profile.1`. A dot or a
 * folder distinguishes them from the name of a scenario.
 */
function isOtherFile({ isFile }: Host['files'], target: string, path: string): boolean {
  return !MODULE.test(target) && /[./\\]/.test(target) && isFile(path);
}
