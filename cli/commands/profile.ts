import { resolve } from 'node:path';
import { readProfilerName } from '../../api/profile/choose-profiler.ts';
import { profileFiles } from '../../api/profile/profile-files.ts';
import { profileRunning } from '../../api/profile/profile-process.ts';
import { profileScenario } from '../../api/profile/profile-scenario.ts';
import { findScenarios } from '../../api/project/find-scenarios.ts';
import { onlyScenario } from '../../api/project/only-scenario.ts';
import { exitCodeForProfile } from '../../harness/gate/exit-code-for-profile.ts';
import type { Host } from '../../harness/host.ts';
import type { ProfileDiffReport } from '../../harness/model/documents/profile-diff-document.ts';
import type { ProfileReport } from '../../harness/model/documents/profile-document.ts';
import type { ExitCode } from '../../harness/model/exit-code.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/config.ts';
import { readReports } from '../../options/reports.ts';
import { readScenarios } from '../../options/scenarios.ts';
import { openExportTargets, writeExports } from '../export-targets.ts';
import { measuring, untilInterrupted } from '../measuring.ts';
import { openProject } from '../project.ts';
import { openReportTargets, writeReports } from '../reporting.ts';
import { readSeed } from './override-sampling.ts';
import { profileDiff } from './profile-diff.ts';
import { isProfileName } from './profile-name.ts';
import type { ProfileCommandOptions } from './profile-options.ts';
import { readKind } from './read-kind.ts';
import { readTrials } from './read-trials.ts';
import { runningProcess } from './running-process.ts';

/** `perf-harness profile`: where the time of a scenario goes. */
export async function profileCommand(
  host: Host,
  options: ProfileCommandOptions,
): Promise<ExitCode> {
  const config = await openProject(host, options);
  const reporters = readReports(host, options, config.reporters);
  const targets = await openReportTargets(host, reporters);
  const exports = await openExportTargets(host, options.export ?? []);
  const taken: Profile[] = [];
  const onProfile = (one: Profile): void => void taken.push(one);
  return untilInterrupted(host, async (signal) => {
    const report = await reportOf(host, config, { ...options, onProfile }, signal);
    if (report === null) return null;
    writeReports(host, targets, report, { baseline: null, root: config.root });
    const { scenario: name, created_at: createdAt } = report;
    writeExports(host, exports, taken, { name, createdAt: new Date(createdAt) });
    return exitCodeForProfile(report);
  });
}

/** Gets each profile as it is summarised. */
interface Taking {
  readonly onProfile: (one: Profile) => void;
}

async function reportOf(
  host: Host,
  config: Config,
  options: ProfileCommandOptions & Taking,
  signal: AbortSignal,
): Promise<ProfileReport | ProfileDiffReport | null> {
  const { diff } = options;
  if (diff !== undefined) return profileDiff(host, config, { ...options, diff }, signal);
  const running = runningProcess(options);
  if (running !== null) {
    return profileRunning(host, config.root, running.pid, { ...running, signal });
  }
  const [first, ...others] = filesAmong(host, options);
  return first === undefined
    ? profile(host, config, options, signal)
    : profileFiles(host, config.root, [first, ...others], options.onProfile);
}

/** Targets that are profiles somebody has taken. @throws UserError where one is missing, or others stand beside them. */
function filesAmong(
  { cwd, files }: Host,
  { targets, command, kind, trials, seed, with: tool }: ProfileCommandOptions,
): readonly string[] {
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
  throw new UserError({
    code: 'bad-option',
    message:
      'Profiles from files cannot be asked for together with anything that is to be measured.',
    remedy: 'Name the files alone, or one scenario.',
  });
}

/** Scenarios are modules; whatever else there is as a file under that name is a profile. */
const MODULE = /\.[cm]?[jt]sx?$/;

/** `profile` of `net/http/pprof`, `cpu.profile.1`: told from a scenario's name by a dot or a folder. */
function isOtherFile({ isFile }: Host['files'], target: string, path: string): boolean {
  return !MODULE.test(target) && /[./\\]/.test(target) && isFile(path);
}

/** null: interrupted before there was anything to report. */
async function profile(
  host: Host,
  config: Config,
  options: ProfileCommandOptions & Taking,
  signal: AbortSignal,
): Promise<ProfileReport | null> {
  const seed = readSeed(options.seed);
  const profiler = options.with === undefined ? undefined : readProfilerName(options.with);
  const trials = options.trials === undefined ? undefined : readTrials(options.trials);
  const kind = options.kind === undefined ? undefined : readKind(options.kind);
  return measuring(host, 'profile', signal, async (session, progress) => {
    const scenarios = await findScenarios(host, config, readScenarios(options));
    if (signal.aborted) return null;
    const scenario = onlyScenario(scenarios, 'profile is about');
    return profileScenario(host, config, scenario, session, {
      kind,
      withMap: options.map,
      mayInstrument: options.instrument,
      trials,
      seed,
      profiler,
      signal,
      onProgress: progress.listen,
      onProfile: options.onProfile,
    });
  });
}
