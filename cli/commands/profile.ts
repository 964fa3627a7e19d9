import { resolve } from 'node:path';
import { findScenarios } from '../../api/find-scenarios.ts';
import { onlyScenario } from '../../api/only-scenario.ts';
import { profileFiles } from '../../api/profile-files.ts';
import { profileScenario } from '../../api/profile-scenario.ts';
import { exitCodeForProfile } from '../../harness/gate/exit-code-for-profile.ts';
import type { Host } from '../../harness/host.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import type { ProfileReport } from '../../harness/model/profile-document.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { measuring, untilInterrupted } from '../measuring.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { chosenReporters, openReportTargets, writeReports } from '../reporting.ts';
import { readSeed } from './override-sampling.ts';

export interface ProfileCommandOptions extends ProjectOptions {
  readonly targets: readonly string[];
  /** What followed `--`: a command to profile. */
  readonly command: readonly string[] | null;
  readonly trials?: string;
  readonly seed?: string;
  readonly allowRemote?: readonly string[];
  readonly reporter?: readonly string[];
}

/** `perf-harness profile`: where the time of a scenario goes. */
export async function profileCommand(
  host: Host,
  options: ProfileCommandOptions,
): Promise<ExitCode> {
  const config = await openProject(host, options);
  const reporters = chosenReporters(options.reporter, config.reporters);
  const targets = await openReportTargets(host, reporters);
  return untilInterrupted(host, async (signal) => {
    const [first, ...others] = filesAmong(host, options);
    const report =
      first === undefined
        ? await profile(host, config, options, signal)
        : await profileFiles(host, config.root, [first, ...others]);
    if (report === null) return null;
    writeReports(host, targets, report, { baseline: null });
    return exitCodeForProfile(report);
  });
}

/** What the names of profiles end in; scenarios are modules. */
const PROFILE_FILE = /\.(cpuprofile|json|txt|log|trace|raw|collapsed|folded|speedscope)(\.gz)?$/i;

/** Targets that are profiles somebody has taken. @throws UserError where one is missing, or others stand beside them. */
function filesAmong(
  { cwd, files }: Host,
  { targets, command, trials, seed }: ProfileCommandOptions,
): readonly string[] {
  const paths = targets
    .filter((target) => PROFILE_FILE.test(target))
    .map((target) => resolve(cwd, target));
  if (paths.length === 0) return paths;
  const missing = paths.find((path) => !files.isFile(path));
  if (missing !== undefined) {
    throw new UserError({ code: 'no-such-file', message: `There is no file ${missing}.` });
  }
  const others = command !== null || trials !== undefined || seed !== undefined;
  if (paths.length === targets.length && !others) return paths;
  throw new UserError({
    code: 'bad-option',
    message:
      'Profiles from files cannot be asked for together with anything that is to be measured.',
    remedy: 'Name the files alone, or one scenario.',
  });
}

/** null: interrupted before there was anything to report. */
async function profile(
  host: Host,
  config: Config,
  options: ProfileCommandOptions,
  signal: AbortSignal,
): Promise<ProfileReport | null> {
  const seed = readSeed(options.seed);
  const trials = options.trials === undefined ? undefined : readTrials(options.trials);
  return measuring(host, signal, async (session, progress) => {
    const scenarios = await findScenarios(host, config, {
      targets: options.targets,
      command: options.command,
      filter: null,
      quick: false,
      allowRemote: options.allowRemote ?? [],
    });
    if (signal.aborted) return null;
    const scenario = onlyScenario(scenarios, 'profile is about');
    return profileScenario(host, config, scenario, session, {
      trials,
      seed,
      signal,
      onProgress: progress.listen,
    });
  });
}

function readTrials(text: string): number {
  const trials = Number(text);
  if (Number.isInteger(trials) && trials > 0) return trials;
  throw new UserError({
    code: 'bad-option',
    message: `--trials takes a positive whole number of profiled trials; found "${text}".`,
  });
}
